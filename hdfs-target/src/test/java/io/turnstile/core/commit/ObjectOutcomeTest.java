package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.ImpatientStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Gate.Fate;
import io.turnstile.core.testing.S3Store;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What an append makes of a store whose answers are lost, or late, or that is busy. */
@EnabledIf("io.turnstile.core.testing.S3Store#hasClient")
class ObjectOutcomeTest {
    private final CommitRecord ours = CommitRecord.NONE.fence(Records.author("us"));
    private final CommitRecord theirs = CommitRecord.NONE.fence(Records.author("them"));
    private S3Gate gate;
    private CommitLog log;
    private String record;

    @BeforeEach
    void openGate() throws IOException {
        gate = S3Gate.before(S3Store.shared());
        S3Store store = gate.store();
        Path root = store.freshRoot("outcome");
        Configuration configuration = store.configuration();
        Storage storage = ImpatientStorage.open(root, configuration);
        Layout layout = Layout.of(root, DatasetKey.parse("travel.route_delays"));
        log = new CommitLog(storage, layout);
        record = layout.record(1).toUri().getPath();
        gate.passed();
    }

    @AfterEach
    void closeGate() {
        gate.close();
    }

    /** The first tries to create the record, one after the other; all later ones are answered. */
    private void tries(Fate... first) {
        Deque<Fate> left = new ArrayDeque<>(List.of(first));
        gate.decide((method, path) -> {
            synchronized (left) {
                return method.equals("PUT") && path.endsWith(record) && !left.isEmpty() ? left.pop() : Fate.ANSWERED;
            }
        });
    }

    private void always(Fate fate) {
        gate.decide((method, path) -> method.equals("PUT") && path.endsWith(record) ? fate : Fate.ANSWERED);
    }

    private long triesSoFar() {
        return gate.passed().stream()
                .filter(request -> request.startsWith("PUT") && request.endsWith(record))
                .count();
    }

    @Test
    void recordIsCreatedByOneRequest() throws IOException {
        log.append(ours);

        assertThat(gate.passed()).singleElement().asString().endsWith(record);
        assertThat(log.head()).isEqualTo(ours);
    }

    @Test
    void recordThatAppearedThoughTheAnswerWasLostIsWon() throws IOException {
        tries(Fate.ANSWER_LOST);
        log.append(ours);

        assertThat(log.head()).isEqualTo(ours);
        assertThat(triesSoFar()).isEqualTo(2);
    }

    @Test
    void recordOfWhichNoAnswerEverArrivedIsWonIfItIsThere() throws IOException {
        always(Fate.ANSWER_LOST);
        log.append(ours);

        assertThat(log.head()).isEqualTo(ours);
    }

    @Test
    void storeThatIsBusyIsAskedAgain() throws IOException {
        tries(Fate.BUSY, Fate.BUSY, Fate.BUSY, Fate.BUSY);
        log.append(ours);

        assertThat(triesSoFar()).isEqualTo(5);
        assertThat(log.head()).isEqualTo(ours);
    }

    /** Hadoop's client does not ask again. */
    @Test
    void creationInConflictWithAnotherIsAskedAgain() throws IOException {
        tries(Fate.CONFLICT, Fate.CONFLICT);
        log.append(ours);

        assertThat(triesSoFar()).isEqualTo(3);
        assertThat(log.head()).isEqualTo(ours);
    }

    @Test
    void requestThatMayBeCarriedOutYetIsUnknownAndThenWon() throws IOException {
        always(Fate.LATE);

        assertThatThrownBy(() -> log.append(ours))
                .isInstanceOf(CommitUnknownException.class)
                .hasMessageContainingAll("Cannot tell whether version 1", "may carry the request out yet");
        assertThatThrownBy(() -> log.read(1)).isInstanceOf(FileNotFoundException.class);
        assertThat(gate.carryOutWhatIsLate()).containsOnlyOnce(200);
        assertThat(log.head()).isEqualTo(ours);
    }

    @Test
    void requestThatIsCarriedOutAfterAnotherHasWonChangesNothing() throws IOException {
        always(Fate.LATE);
        assertThatThrownBy(() -> log.append(ours)).isInstanceOf(CommitUnknownException.class);
        gate.decide((method, path) -> Fate.ANSWERED);
        log.append(theirs);

        assertThat(gate.carryOutWhatIsLate()).containsOnly(412);
        assertThat(log.head()).isEqualTo(theirs);
    }

    @Test
    void recordThatIsAnothersByNowIsLost() throws IOException {
        log.append(theirs);
        tries(Fate.ANSWER_LOST);

        assertThatThrownBy(() -> log.append(ours))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        lost -> assertThat(lost.winner()).contains(theirs));
    }

    @Test
    void denialIsCertain() {
        always(Fate.DENIED);

        assertThatThrownBy(() -> log.append(ours))
                .isInstanceOf(CommitFailedException.class)
                .hasCauseInstanceOf(AccessControlException.class);
    }

    @Test
    void denialAfterAnAnswerThatWasLostIsNot() throws IOException {
        Deque<Fate> first = new ArrayDeque<>(List.of(Fate.LATE));
        gate.decide((method, path) -> {
            synchronized (first) {
                boolean ofRecord = method.equals("PUT") && path.endsWith(record);
                return !ofRecord ? Fate.ANSWERED : first.isEmpty() ? Fate.DENIED : first.pop();
            }
        });

        assertThatThrownBy(() -> log.append(ours)).isInstanceOf(CommitUnknownException.class);
        assertThat(gate.carryOutWhatIsLate()).containsExactly(200);
        assertThat(log.head()).isEqualTo(ours);
    }

    @Test
    void recordWhoseContentIsCutOffIsReadAgain() throws IOException {
        log.append(ours);
        Deque<Fate> first = new ArrayDeque<>(List.of(Fate.TRUNCATED));
        gate.decide((method, path) -> {
            synchronized (first) {
                return method.equals("GET") && path.endsWith(record) && !first.isEmpty() ? first.pop() : Fate.ANSWERED;
            }
        });

        assertThat(log.head()).isEqualTo(ours);
        assertThat(first).isEmpty();
    }
}
