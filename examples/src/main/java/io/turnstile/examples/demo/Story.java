package io.turnstile.examples.demo;

import io.turnstile.core.cli.TextTable;
import io.turnstile.core.cli.TextTable.Side;
import io.turnstile.spark.event.DatasetEvent.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of one run of the demo: all that happened in it.
 *
 * @param writers those that needed the dataset at the same moment, and would have computed it
 * @param reader who read it while it was being computed for the first time
 * @param slowReader who was in the middle of reading it during what follows
 * @param refusedRerun a rerun without leave
 * @param rerun a rerun with leave
 * @param newReader who read after that
 * @param change what happened as an input changed, in the end
 */
record Story(
        List<Step> writers,
        Step reader,
        Step slowReader,
        Step refusedRerun,
        Step rerun,
        Step newReader,
        InputChange change) {

    /** One row for each thing that an application did. */
    String table() {
        TextTable table = new TextTable()
                .column("application", Side.LEFT)
                .column("called", Side.LEFT)
                .column("and", Side.LEFT)
                .column("waited", Side.RIGHT)
                .column("Spark jobs", Side.RIGHT)
                .column("rows", Side.RIGHT)
                .column("generation", Side.LEFT);
        for (Step step : steps()) {
            Outcome outcome = step.outcome();
            boolean refused = step.did(Action.REFUSED);
            table.row(
                    step.role(),
                    step.call(),
                    step.summary(),
                    Outcome.seconds(outcome.waited()),
                    Integer.toString(outcome.jobs()),
                    refused ? "-" : "%,d".formatted(outcome.rows()),
                    refused ? "-" : outcome.generation());
        }
        return table.toString();
    }

    /** Each thing that an application did. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>(writers);
        steps.addAll(List.of(reader, refusedRerun, rerun, slowReader, newReader));
        steps.addAll(change.before());
        steps.addAll(change.after());
        steps.add(change.named());
        return steps;
    }

    /** What it was good for, in one sentence. To be asked only if exactly one has computed. */
    String gain() {
        Step computed = computed().get(0);
        Duration once = computed.outcome().computeTime();
        int reused = writers.size() - 1;
        return "Of %d applications that would have computed it, 1 did, in %s; the other %d saved %s of computing."
                .formatted(writers.size(), Outcome.seconds(once), reused, Outcome.seconds(once.multipliedBy(reused)));
    }

    /** Those that computed the dataset for the first time. */
    List<Step> computed() {
        return writers.stream().filter(step -> step.did(Action.COMPUTED)).toList();
    }
}
