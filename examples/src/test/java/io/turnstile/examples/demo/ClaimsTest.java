package io.turnstile.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.event.DatasetEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the demo can fail. */
class ClaimsTest {
    private static final Span NOW = new Span(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);
    private static final Outcome FIRST = outcome(Action.COMPUTED, "g-1", 0, 5, 41, "aa");
    private static final Outcome REUSED = outcome(Action.REUSED, "g-1", 9, 0, 41, "aa");
    private static final Outcome READ = outcome(Action.READ, "g-1", 9, 0, 41, "aa");
    private static final Outcome REFUSED = outcome(Action.REFUSED, "", 0, 0, 0, "");
    private static final Outcome ANEW = outcome(Action.COMPUTED, "g-2", 0, 5, 33, "bb");
    private static final Outcome UNNAMED = outcome(Action.COMPUTED, "g-3", 0, 2, 20, "cc");
    private static final Outcome UNNAMED_REUSED = outcome(Action.REUSED, "g-3", 3, 0, 20, "cc");
    private static final Outcome CHANGED = outcome(Action.COMPUTED, "g-4", 0, 2, 19, "dd");
    private static final Outcome CHANGED_REUSED = outcome(Action.REUSED, "g-4", 3, 0, 19, "dd");
    private static final Outcome NAMED = outcome(Action.REUSED, "g-2", 0, 0, 33, "bb");
    private static final Outcome READ_NEW = outcome(Action.READ, "g-2", 0, 0, 33, "bb");

    @Test
    void nothingIsBrokenIfAllIsAsPromised() {
        assertThat(Claims.brokenIn(story(FIRST, REUSED, READ, READ, REFUSED, ANEW, READ_NEW)))
                .isEmpty();
    }

    @Test
    void twoThatComputeAreOneTooMany() {
        assertThat(Claims.brokenIn(story(FIRST, FIRST, READ, READ, REFUSED, ANEW, READ_NEW)))
                .containsExactly("The dataset was computed 2 times instead of once");
    }

    @Test
    void whoReusesRunsNoJobAndHasWaited() {
        Outcome busy = outcome(Action.REUSED, "g-1", 0, 3, 41, "aa");

        assertThat(Claims.brokenIn(story(FIRST, busy, READ, READ, REFUSED, ANEW, READ_NEW)))
                .containsExactly(
                        "second did not wait for first", "second spent 3 Spark jobs on what was there already");
    }

    @Test
    void readersGetWhatWasComputed() {
        Outcome half = outcome(Action.READ, "g-1", 9, 0, 20, "cc");

        assertThat(Claims.brokenIn(story(FIRST, REUSED, half, READ, REFUSED, ANEW, READ_NEW)))
                .containsExactly("reader got 20 rows (checksum cc) of g-1 instead of 41 rows (checksum aa) of g-1");
    }

    @Test
    void aReaderInTheMiddleKeepsItsRows() {
        assertThat(Claims.brokenIn(story(FIRST, REUSED, READ, READ_NEW, REFUSED, ANEW, READ_NEW)))
                .containsExactly("reader got 33 rows (checksum bb) of g-2 instead of 41 rows (checksum aa) of g-1");
    }

    @Test
    void aRerunIsRefusedUnlessAllowedAndThenPublishesSomethingNew() {
        assertThat(Claims.brokenIn(story(FIRST, REUSED, READ, READ, ANEW, FIRST, READ)))
                .contains("A rerun without leave was not refused", "The rerun published nothing new");
    }

    @Test
    void aQueryWithoutANameIsComputedOnceBeforeAndOnceAfterItsInputHasChanged() {
        assertThat(brokenIn(UNNAMED, UNNAMED, CHANGED, CHANGED_REUSED, NAMED))
                .containsExactly("The query without a name was computed 2 times instead of once");
        assertThat(brokenIn(UNNAMED, UNNAMED_REUSED, UNNAMED_REUSED, UNNAMED_REUSED, NAMED))
                .containsExactly(
                        "The query without a name, after its input had changed, was computed 0 times instead of once");
        assertThat(brokenIn(UNNAMED, UNNAMED_REUSED, UNNAMED, UNNAMED_REUSED, NAMED))
                .containsExactly("Its input had changed, but its rows had not");
        assertThat(brokenIn(UNNAMED, CHANGED_REUSED, CHANGED, CHANGED_REUSED, NAMED))
                .containsExactly("second got 19 rows (checksum dd) of g-4 instead of 20 rows (checksum cc) of g-3");
    }

    @Test
    void aDatasetThatHasANameStaysAsItIsWhenItsInputChanges() {
        assertThat(brokenIn(UNNAMED, UNNAMED_REUSED, CHANGED, CHANGED_REUSED, CHANGED))
                .contains(
                        "first did not reuse the dataset: computed",
                        "first spent 2 Spark jobs on what was there already");
    }

    @Test
    void outcomesSurviveTheWayBetweenTwoJvms() {
        Outcome refused = new Outcome(
                Action.REFUSED,
                "",
                Duration.ofMillis(1),
                Duration.ZERO,
                0,
                0,
                "",
                "Cannot\treplace\n it: because",
                NOW);

        assertThat(Outcome.decode(FIRST.encode())).isEqualTo(FIRST);
        assertThat(Outcome.decode(refused.encode()).refusal()).isEqualTo("Cannot replace it: because");
    }

    private static List<String> brokenIn(
            Outcome before, Outcome beforeToo, Outcome after, Outcome afterToo, Outcome named) {
        return Claims.brokenIn(story(
                FIRST,
                REUSED,
                READ,
                READ,
                REFUSED,
                ANEW,
                READ_NEW,
                new InputChange(
                        List.of(new Step("first", "hint", before), new Step("second", "hint", beforeToo)),
                        List.of(new Step("first", "hint", after), new Step("second", "hint", afterToo)),
                        new Step("first", "getOrCompute", named))));
    }

    private static Story story(
            Outcome first, Outcome second, Outcome reader, Outcome slow, Outcome refused, Outcome rerun, Outcome last) {
        return story(
                first,
                second,
                reader,
                slow,
                refused,
                rerun,
                last,
                new InputChange(
                        List.of(new Step("first", "hint", UNNAMED), new Step("second", "hint", UNNAMED_REUSED)),
                        List.of(new Step("second", "hint", CHANGED), new Step("first", "hint", CHANGED_REUSED)),
                        new Step("first", "getOrCompute", NAMED)));
    }

    private static Story story(
            Outcome first,
            Outcome second,
            Outcome reader,
            Outcome slow,
            Outcome refused,
            Outcome rerun,
            Outcome last,
            InputChange change) {
        return new Story(
                List.of(new Step("first", "getOrCompute", first), new Step("second", "getOrCompute", second)),
                new Step("reader", "read", reader),
                new Step("reader", "read, slowly", slow),
                new Step("first", "rerun", refused),
                new Step("first", "rerun", rerun),
                new Step("second", "read", last),
                change);
    }

    private static Outcome outcome(Action action, String generation, int waited, int jobs, long rows, String checksum) {
        return new Outcome(
                action, generation, Duration.ofSeconds(waited), Duration.ofSeconds(9), jobs, rows, checksum, "", NOW);
    }
}
