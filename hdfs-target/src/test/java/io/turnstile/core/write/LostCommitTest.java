package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.Progress;
import io.turnstile.core.lock.local.InProcessLocks;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a write whose version somebody else takes: the log alone decides. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class LostCommitTest extends EveryPairing {
    @Test
    @Tag("fault-17")
    void writerThatIsFencedFailsAndLeavesNothing() throws IOException {
        CachedDataset target = applications.dataset("writer");
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");
        Contexts.of(target)
                .log()
                .append(CommitRecord.NONE.fence(Contexts.of(target).author()));

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("fence");
        write.close();
        assertThat(applications.generations()).isEmpty();
        assertThat(target.holder()).isEmpty();
        assertThat(applications.finish(compute(target, WriteMode.REUSE), "rows").published())
                .isTrue();
    }

    /** As after a lock that was lost: two first writers, and the other one was faster. */
    @Test
    @Tag("fault-17")
    void firstWriterThatLosesTakesTheWinnersGeneration() throws IOException {
        CachedDataset target = applications.dataset("writer");
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");

        assertThat(write.commit(content())).isEqualTo(new GenerationWrite.Outcome(winner, false));
        write.close();
        assertThat(applications.generations()).containsExactly(winner.name().toString());
        assertThat(applications.readHead(target)).isEqualTo("their rows");
    }

    /** As when it was stopped before its commit for so long that the winner has collected what it had written. */
    @Test
    void firstWriterThatWasCollectedTakesTheWinnersGeneration() throws IOException {
        GenerationWrite write = compute(applications.dataset("writer"), WriteMode.REUSE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");
        applications.storage().delete(write.path());

        assertThat(write.commit(content())).isEqualTo(new GenerationWrite.Outcome(winner, false));
        write.close();
    }

    @Test
    void rerunThatWasCollectedLearnsWhoWon() throws IOException {
        applications.publish("first", "old rows");
        GenerationWrite write = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");
        applications.storage().delete(write.path());

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        lost -> assertThat(lost.winner().orElseThrow().head()).contains(winner));
        write.close();
    }

    @Test
    void writerThatMustCreateFailsIfItLoses() throws IOException {
        GenerationWrite write = compute(applications.dataset("writer"), WriteMode.FAIL);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        lost -> assertThat(lost.winner().orElseThrow().head()).contains(winner));
        write.close();
        assertThat(applications.generations()).containsExactly(winner.name().toString());
    }

    @Test
    @Tag("fault-17")
    void rerunThatLosesAlwaysFails() throws IOException {
        applications.publish("first", "old rows");
        GenerationWrite write = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        applications.writeTask(write, "our rows");
        Generation winner = publishPastTheLock("their rows");

        assertThatThrownBy(() -> write.commit(content())).isInstanceOf(CommitFailedException.class);
        write.close();
        assertThat(applications.generations())
                .hasSize(2)
                .contains(winner.name().toString())
                .doesNotContain(write.generation().toString());
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("their rows");
    }

    /** What another writer does that believes to hold the lock: the log alone decides. */
    private Generation publishPastTheLock(String content) throws IOException {
        CachedDataset other = applications.dataset("other");
        CommitRecord base = Contexts.of(other).log().head();
        HeldLock none = new HeldLock() {
            @Override
            public String dataset() {
                return KEY.toString();
            }

            @Override
            public State state() {
                return State.UNCOORDINATED;
            }

            @Override
            public void close() {}

            @Override
            public void fail(String cause, int inARow) {}

            @Override
            public void waitsFor(String awaited) {}

            @Override
            public void report(Progress progress) {}
        };
        try (var locks = InProcessLocks.open(
                "past-the-lock", Contexts.of(other).application(), Leases.of(Duration.ofSeconds(1)))) {
            return WaitingCall.of(() -> applications
                            .finish(
                                    new GenerationWrite(
                                            Contexts.of(other),
                                            base,
                                            new Admission(none, locks, 0, Duration.ZERO),
                                            WriteMode.REUSE),
                                    content)
                            .head())
                    .result();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
