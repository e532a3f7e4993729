package io.turnstile.examples.demo;

import io.turnstile.spark.event.DatasetEvent.Action;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The assertions of the demo: what Turnstile promises, held against what happened. */
final class Claims {
    private final List<String> broken = new ArrayList<>();

    private Claims() {}

    /** The promises that were not kept, one sentence each; none if all were. */
    static List<String> brokenIn(Story story) {
        Claims claims = new Claims();
        claims.checkFirstComputation(story);
        if (claims.broken.isEmpty()) {
            claims.checkRerun(story);
            claims.checkInputChange(story);
        }
        return claims.broken;
    }

    private void checkFirstComputation(Story story) {
        int times = story.computed().size();
        check(times == 1, "The dataset was computed " + times + " times instead of once");
        if (times != 1) {
            return;
        }
        Step first = story.computed().get(0);
        check(first.outcome().jobs() > 0, first.role() + " computed the dataset without a Spark job");
        check(first.outcome().rows() > 0, first.role() + " computed a dataset without rows");
        for (Step writer : story.writers()) {
            if (!writer.role().equals(first.role())) {
                check(writer.did(Action.REUSED), writer.role() + " did not reuse the dataset: " + writer.summary());
                checkWaited(writer, first);
            }
        }
        check(
                story.reader().did(Action.READ),
                story.reader().role() + " did not read: " + story.reader().summary());
        checkWaited(story.reader(), first);
    }

    private void checkWaited(Step step, Step first) {
        Outcome outcome = step.outcome();
        check(outcome.hasWaited(), step.role() + " did not wait for " + first.role());
        checkNoJobs(step);
        checkSame(step, first);
    }

    private void checkRerun(Story story) {
        Step first = story.computed().get(0);
        Step rerun = story.rerun();
        check(story.refusedRerun().did(Action.REFUSED), "A rerun without leave was not refused");
        check(story.refusedRerun().outcome().jobs() == 0, "A rerun that was refused ran Spark jobs");
        check(rerun.did(Action.COMPUTED), "A rerun with leave did not compute: " + rerun.summary());
        check(
                !rerun.outcome().generation().equals(first.outcome().generation())
                        && !rerun.outcome().sameRowsAs(first.outcome()),
                "The rerun published nothing new");
        checkSame(story.slowReader(), first);
        checkSame(story.newReader(), rerun);
    }

    private void checkInputChange(Story story) {
        InputChange change = story.change();
        Step before = onlyComputed(change.before(), "The query without a name");
        Step after = onlyComputed(change.after(), "The query without a name, after its input had changed,");
        if (before != null && after != null) {
            check(!after.outcome().sameRowsAs(before.outcome()), "Its input had changed, but its rows had not");
        }
        Step named = change.named();
        check(named.did(Action.REUSED), named.role() + " did not reuse the dataset: " + named.summary());
        checkNoJobs(named);
        checkSame(named, story.rerun());
    }

    /** One computed it, and all others got the same without a job. */
    private @Nullable Step onlyComputed(List<Step> steps, String what) {
        List<Step> computed =
                steps.stream().filter(step -> step.did(Action.COMPUTED)).toList();
        check(computed.size() == 1, what + " was computed " + computed.size() + " times instead of once");
        if (computed.size() != 1) {
            return null;
        }
        Step first = computed.get(0);
        check(first.outcome().jobs() > 0, first.role() + " computed a query without a Spark job");
        for (Step step : steps) {
            if (!step.role().equals(first.role())) {
                check(step.did(Action.REUSED), step.role() + " did not reuse it: " + step.summary());
                checkNoJobs(step);
                checkSame(step, first);
            }
        }
        return first;
    }

    private void checkNoJobs(Step step) {
        int jobs = step.outcome().jobs();
        check(jobs == 0, step.role() + " spent " + jobs + " Spark jobs on what was there already");
    }

    /** What the one read is what the other computed. */
    private void checkSame(Step reader, Step writer) {
        Outcome read = reader.outcome();
        Outcome written = writer.outcome();
        check(
                read.generation().equals(written.generation()) && read.sameRowsAs(written),
                "%s got %d rows (checksum %s) of %s instead of %d rows (checksum %s) of %s"
                        .formatted(
                                reader.role(),
                                read.rows(),
                                read.checksum(),
                                read.generation(),
                                written.rows(),
                                written.checksum(),
                                written.generation()));
    }

    private void check(boolean kept, String otherwise) {
        if (!kept) {
            broken.add(otherwise);
        }
    }
}
