package io.turnstile.core.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.chaos.Operation.Kind;
import io.turnstile.core.chaos.Operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of violation is found in a history that has it, and none in a good one. Times are in made-up units. */
class CheckerTest {
    private static final String D = "fares";
    private static final Duration LEASE = Duration.ofNanos(10);
    private static final String G1 = "g-00000001-aaaaaaaa";
    private static final String G1B = "g-00000001-bbbbbbbb";
    private static final String G2 = "g-00000002-aaaaaaaa";

    private final List<Operation> operations = new ArrayList<>();
    private final List<Version> log = new ArrayList<>();
    private final List<Disturbance> disturbances = new ArrayList<>();

    /** First G1, published by w1; then G2, a rerun by w2; then nothing, removed by w3; then G1 and G2 retired. */
    private void goodHistory() {
        writes("w1", G1, 10, 15, 20, Outcome.PUBLISHED);
        writes("w2", G2, 30, 35, 40, Outcome.PUBLISHED);
        ends("w3", Kind.REMOVE, 50, 60, Outcome.REMOVED, G2);
        record("publish", G1, "w1", G1);
        record("publish", G2, "w2", G1, G2);
        record("remove", "", "w3", G1, G2);
        retire("w1", G1, G2);
    }

    @Test
    void goodHistoryHasNoViolation() {
        goodHistory();
        reads(1, 12, Outcome.NOTHING_THERE, "");
        reads(16, 22, Outcome.READ, G1);
        reads(25, 36, Outcome.READ, G1);
        reads(25, 36, Outcome.READ, G2);
        reads(45, 55, Outcome.READ, G2);
        reads(45, 55, Outcome.NOTHING_THERE, "");
        ends("w4", Kind.WRITE, 32, 33, Outcome.REUSED, G1);
        writes("w4", G1B, 10, 15, 21, Outcome.NOT_PUBLISHED);

        assertThat(violations()).isEmpty();
    }

    /** What a killed writer was about to publish may have been published, at any time from then on. */
    @Test
    void unknownOutcomesFitWhateverTheLogSays() {
        writes("w1", G1, 10, 15, Long.MAX_VALUE, Outcome.UNKNOWN);
        operation("w3", Kind.REMOVE, "", 50, 0, Long.MAX_VALUE, Outcome.UNKNOWN, "", "");
        writes("w1", "g-00000003-cccccccc", 10, 15, Long.MAX_VALUE, Outcome.UNKNOWN);
        record("publish", G1, "w1", G1);
        record("remove", "", "w3", G1);
        disturb(Disturbance.Kind.KILLED, "w1", 50, 51);
        disturb(Disturbance.Kind.KILLED, "w3", 60, 61);
        reads(16, 22, Outcome.READ, G1);
        reads(80, 90, Outcome.READ, G1);
        reads(80, 90, Outcome.NOTHING_THERE, "");

        assertThat(violations()).isEmpty();
    }

    @Test
    void gapInTheLogIsFound() {
        goodHistory();
        log.remove(3);
        log.add(version(5, "retire", "", "w1", List.of(G1, G2), Set.of(G1, G2)));
        assertThat(violations()).containsExactly(Violation.Kind.BROKEN_LOG);
    }

    @Test
    void recordThatDoesNotFollowIsFound() {
        goodHistory();
        record("retire", G1, "w1", G1, G2);
        assertThat(violations()).contains(Violation.Kind.BROKEN_LOG);
    }

    @Test
    void generationThatCouldBeReadAndIsForgottenIsFound() {
        writes("w1", G1, 10, 15, 20, Outcome.PUBLISHED);
        writes("w2", G2, 30, 35, 40, Outcome.PUBLISHED);
        record("publish", G1, "w1", G1);
        record("publish", G2, "w2", G2);
        assertThat(violations()).containsExactly(Violation.Kind.BROKEN_LOG);
    }

    @Test
    void retiredHeadIsFound() {
        writes("w1", G1, 10, 15, 20, Outcome.PUBLISHED);
        record("publish", G1, "w1", G1);
        log.add(version(2, "retire", G1, "w1", List.of(G1), Set.of(G1)));
        assertThat(violations()).containsExactly(Violation.Kind.BROKEN_LOG);
    }

    @Test
    void generationThatIsPublishedForAnotherVersionIsFound() {
        writes("w1", G2, 10, 15, 20, Outcome.PUBLISHED);
        record("publish", G2, "w1", G2);
        assertThat(violations()).containsExactly(Violation.Kind.BROKEN_LOG);
    }

    @Test
    void generationThatNobodyPublishedIsFound() {
        record("publish", G1, "w1", G1);
        assertThat(violations()).containsExactly(Violation.Kind.PUBLISHED_BY_NOBODY);
    }

    @Test
    void versionThatTwoClaimIsFound() {
        goodHistory();
        writes("w4", G1B, 10, 15, 20, Outcome.PUBLISHED);
        assertThat(violations()).contains(Violation.Kind.PUBLISHED_TWICE, Violation.Kind.LOST_PUBLISH);
    }

    @Test
    void publishThatIsNotInTheLogIsFound() {
        writes("w1", G1, 10, 15, 20, Outcome.PUBLISHED);
        assertThat(violations()).contains(Violation.Kind.LOST_PUBLISH);
    }

    @Test
    void failureThatIsNoneIsFound() {
        writes("w1", G1, 10, 15, 20, Outcome.NOT_PUBLISHED);
        record("publish", G1, "w1", G1);
        assertThat(violations()).containsExactly(Violation.Kind.FALSE_FAILURE);
    }

    @Test
    void removalByNobodyIsFound() {
        writes("w1", G1, 10, 15, 20, Outcome.PUBLISHED);
        record("publish", G1, "w1", G1);
        record("remove", "", "w3", G1);
        assertThat(violations()).containsExactly(Violation.Kind.REMOVED_BY_NOBODY);
    }

    @Test
    void removalThatIsNotInTheLogIsFound() {
        writes("w1", G1, 10, 15, 20, Outcome.PUBLISHED);
        record("publish", G1, "w1", G1);
        ends("w3", Kind.REMOVE, 50, 60, Outcome.REMOVED, G1);
        assertThat(violations()).containsExactly(Violation.Kind.LOST_REMOVE);
    }

    @Test
    void readOfASupersededGenerationIsFound() {
        goodHistory();
        reads(41, 45, Outcome.READ, G1);
        assertThat(violations()).containsExactly(Violation.Kind.STALE);
    }

    @Test
    void readOfARemovedGenerationIsFound() {
        goodHistory();
        reads(61, 70, Outcome.READ, G2);
        assertThat(violations()).containsExactly(Violation.Kind.STALE);
    }

    @Test
    void reuseOfASupersededGenerationIsFound() {
        goodHistory();
        ends("w4", Kind.WRITE, 45, 46, Outcome.REUSED, G1);
        assertThat(violations()).containsExactly(Violation.Kind.STALE);
    }

    @Test
    void readOfWhatIsNotPublishedYetIsFound() {
        goodHistory();
        reads(22, 29, Outcome.READ, G2);
        assertThat(violations()).containsExactly(Violation.Kind.NEVER_THE_HEAD);
    }

    @Test
    void readOfWhatWasNeverPublishedIsFound() {
        goodHistory();
        writes("w4", G1B, 10, 15, 21, Outcome.NOT_PUBLISHED);
        reads(16, 22, Outcome.READ, G1B);
        assertThat(violations()).contains(Violation.Kind.NEVER_THE_HEAD);
    }

    @Test
    void falseWordThatThereIsNothingIsFound() {
        goodHistory();
        reads(22, 45, Outcome.NOTHING_THERE, "");
        assertThat(violations()).containsExactly(Violation.Kind.FALSELY_ABSENT);
    }

    @Test
    void contentOfAnotherWriterIsFound() {
        goodHistory();
        operation("w4", Kind.READ, "", 22, 23, 24, Outcome.READ, G1, "w2-op");
        reads(22, 24, Outcome.WRONG_CONTENT, "");
        assertThat(violations()).containsExactly(Violation.Kind.WRONG_CONTENT, Violation.Kind.WRONG_CONTENT);
    }

    @Test
    void filesThatALiveReaderLostAreFound() {
        goodHistory();
        disturb(Disturbance.Kind.STOPPED, "w2", 20, 40);
        disturb(Disturbance.Kind.REDIS_FLUSHED, "", 22, 23);
        disturb(Disturbance.Kind.REDIS_PAUSED, "", 24, 30);
        disturb(Disturbance.Kind.REDIS_RESTARTED, "", 31, 33);
        reads(22, 50, Outcome.LOST_FILES, G1);
        assertThat(violations()).containsExactly(Violation.Kind.LOST_FILES);
    }

    @Test
    void stoppedReadersMayLoseTheirs() {
        goodHistory();
        disturb(Disturbance.Kind.STOPPED, "w4", 24, 40);
        reads(22, 50, Outcome.LOST_FILES, G1);
        assertThat(violations()).isEmpty();
    }

    @Test
    void unexpectedErrorAndHangingCallAreFound() {
        ends("w4", Kind.WRITE, 10, 20, Outcome.ERROR, "");
        ends("w5", Kind.WRITE, 10, Long.MAX_VALUE, Outcome.UNKNOWN, "");
        assertThat(violations()).containsExactly(Violation.Kind.UNEXPECTED_ERROR, Violation.Kind.HANGS);
    }

    @Test
    void journalOfAKilledWorkerIsReadAsFarAsItGoes(@TempDir Path directory) throws Exception {
        Journal journal = Journal.of("w1", directory);
        journal.begins("w1-1", Kind.READ, D).hasSnapshot(G1);
        Journal.Entry write = journal.begins("w1-2", Kind.WRITE, D);
        write.publishes(G1);
        write.ended(Outcome.PUBLISHED, G1, "one\ttwo\nthree");
        journal.stalled(7, 8);
        Files.writeString(Journal.file(directory, "w1"), "end\tw1-1\t12", StandardOpenOption.APPEND);
        Journal.read(directory, operations, disturbances);

        assertThat(disturbances).containsExactly(new Disturbance(Disturbance.Kind.STALLED, "w1", 7, 8));
        assertThat(operations).extracting(Operation::outcome).containsExactly(Outcome.PUBLISHED, Outcome.UNKNOWN);
        assertThat(operations).extracting(Operation::own).containsExactly(G1, "");
        assertThat(operations).extracting(Operation::seen).containsExactly(G1, G1);
        assertThat(operations.get(0).detail()).isEqualTo("one two three");
        assertThat(operations.get(1).end()).isEqualTo(Long.MAX_VALUE);
    }

    private List<Violation.Kind> violations() {
        return Checker.check(operations, Map.of(D, log), disturbances, LEASE).stream()
                .map(Violation::kind)
                .toList();
    }

    private void writes(String worker, String own, long begin, long publishes, long end, Outcome outcome) {
        String seen = outcome == Outcome.PUBLISHED ? own : "";
        operation(worker, Kind.WRITE, own, begin, publishes, end, outcome, seen, "");
    }

    /** By w4; what it read it believes to be that generation's writer's. */
    private void reads(long begin, long end, Outcome outcome, String seen) {
        String writer = seen.equals(G2) ? "w2-op" : "w1-op";
        operation("w4", Kind.READ, "", begin, 0, end, outcome, seen, outcome == Outcome.READ ? writer : "");
    }

    private void ends(String worker, Kind kind, long begin, long end, Outcome outcome, String seen) {
        operation(worker, kind, "", begin, 0, end, outcome, seen, "");
    }

    private void operation(
            String worker,
            Kind kind,
            String own,
            long begin,
            long stepped,
            long end,
            Outcome outcome,
            String seen,
            String detail) {
        operations.add(new Operation(worker + "-op", worker, kind, D, begin, own, stepped, end, outcome, seen, detail));
    }

    private void disturb(Disturbance.Kind kind, String worker, long from, long to) {
        disturbances.add(new Disturbance(kind, worker, from, to));
    }

    private void record(String reason, String head, String worker, String... generations) {
        log.add(version(log.size() + 1, reason, head, worker, List.of(generations), Set.of()));
    }

    private void retire(String worker, String... generations) {
        log.add(version(
                log.size() + 1, "retire", "", worker, List.of(generations), new HashSet<>(List.of(generations))));
    }

    private static Version version(
            int version, String reason, String head, String worker, List<String> generations, Set<String> retired) {
        return new Version(version, "id" + version, reason, head, Set.copyOf(generations), retired, worker);
    }
}
