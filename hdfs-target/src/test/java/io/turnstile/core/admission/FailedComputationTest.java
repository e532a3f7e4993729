package io.turnstile.core.admission;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.exception.ComputationFailedException;
import io.turnstile.core.exception.CyclicComputationException;
import io.turnstile.core.exception.DatasetException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of those who wait for a computation that fails, is given up, or waits for them in turn. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class FailedComputationTest extends EveryPairing {
    private static final DatasetKey OTHER = DatasetKey.parse("travel.airports");

    private static void fail(GenerationWrite write, String cause) {
        write.fail(new IllegalStateException(cause));
        write.close();
    }

    @Test
    @Tag("fault-16")
    void oneTakesOverAndIfThatFailsTooTheRestShareTheFailure() throws Exception {
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        List<WaitingCall<WriteStart>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CachedDataset target = applications.dataset("waiter" + i);
            waiting.add(WaitingCall.of(() -> target.beginWrite(WriteMode.REUSE)));
        }
        for (WaitingCall<WriteStart> call : waiting) {
            call.waits();
        }
        fail(first, "disk full");

        // Exactly one has the lock now; the others still wait, for it.
        GenerationWrite second =
                WaitingCall.firstOf(waiting, WriteStart.Compute.class).write();
        assertThat(waiting).hasSize(3);
        CachedDataset late = applications.dataset("late");
        WaitingCall<WriteStart> lateCall =
                WaitingCall.of(() -> late.beginWrite(WriteMode.REUSE)).waits();
        waiting.add(lateCall);
        fail(second, "disk still full");

        for (WaitingCall<WriteStart> call : waiting) {
            assertThatThrownBy(call::result)
                    .isInstanceOf(ComputationFailedException.class)
                    .hasMessageContainingAll(
                            "travel.route_delays could not be computed",
                            "application_waiter",
                            "IllegalStateException: disk still full");
        }
        assertThat(applications.dataset("later").beginWrite(WriteMode.REUSE))
                .as("the next call starts afresh")
                .isInstanceOfSatisfying(
                        WriteStart.Compute.class, start -> start.write().close());
    }

    @Test
    @Tag("fault-16")
    void waitingReaderGoesOnWaitingWhileSomebodyTakesOver() throws Exception {
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        CachedDataset second = applications.dataset("second");
        CachedDataset reader = applications.dataset("reader");
        WaitingCall<GenerationWrite> takeover =
                WaitingCall.of(() -> compute(second, WriteMode.REUSE)).waits();
        WaitingCall<String> read =
                WaitingCall.of(() -> applications.readHead(reader)).waits();
        fail(first, "disk full");
        GenerationWrite write = takeover.result();
        read.waits();
        applications.finish(write, "rows");

        assertThat(read.result()).isEqualTo("rows");
    }

    @Test
    @Tag("fault-16")
    void waitingReaderIsToldWhyThereIsNothing() throws Exception {
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        CachedDataset reader = applications.dataset("reader");
        WaitingCall<Snapshot> read = WaitingCall.of(reader::snapshot).waits();
        fail(first, "disk full");

        assertThatThrownBy(read::result)
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageContainingAll("not cached", "application_first", "disk full");
    }

    /** It waited for nothing, and of the lock service it would learn nothing. */
    @Test
    @Tag("fault-16")
    void readerThatComesLaterIsToldUntilSomethingIsPublished() throws Exception {
        GenerationWrite write = compute(applications.dataset("first"), WriteMode.REUSE);
        write.fail(new IllegalStateException(
                "Job aborted",
                new IllegalStateException(
                        "Traceback (most recent call last):\n  File \"a.py\"\nValueError: no such key")));
        write.close();
        CachedDataset reader = applications.dataset("reader", "redis", "");

        assertThatThrownBy(reader::snapshot)
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageContainingAll(
                        "nobody is computing it. Its last computation, by application application_first",
                        "failed at 2",
                        "IllegalStateException: Job aborted; caused by IllegalStateException: ValueError: no such key");
        DatasetRoot root = applications.root("operator");
        assertThat(new Operations(root, root.options()).generations(Applications.KEY.toString(), 1))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.version()).isEqualTo(1);
                    assertThat(row.reason()).isEqualTo("failed");
                    assertThat(row.by()).contains("application_first");
                    assertThat(row.note()).contains("ValueError: no such key");
                    assertThat(row.at()).isNotNull();
                });

        applications.publish("second", "rows");
        applications.dataset("remover", "rerun", "allow").remove();
        assertThatThrownBy(applications.dataset("late")::snapshot)
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageNotContaining("failed");
        assertThat(applications.everything()).noneMatch(file -> file.contains("failure"));
    }

    @Test
    void lastFailureAloneIsKeptAndIsSmall() throws Exception {
        fail(compute(applications.dataset("first"), WriteMode.REUSE), "disk full");
        fail(compute(applications.dataset("second"), WriteMode.REUSE), "\u0000\u20ac".repeat(10_000));

        CachedDataset reader = applications.dataset("reader");
        assertThat(reader.lastFailure()).get().satisfies(failed -> {
            assertThat(failed.by()).isEqualTo(Applications.application("second"));
            assertThat(failed.cause())
                    .startsWith("IllegalStateException: \u0000\u20ac")
                    .endsWith("…");
        });
        assertThat(applications
                        .storage()
                        .status(Contexts.of(reader).layout().failure())
                        .length())
                .isBetween(4000L, 4096L);
    }

    @Test
    void failureOfARerunIsOnRecordAndReadersGoOn() throws Exception {
        applications.publish("first", "rows");
        fail(compute(applications.dataset("second", "rerun", "allow"), WriteMode.REPLACE), "disk full");
        CachedDataset reader = applications.dataset("reader");

        assertThat(applications.readHead(reader)).isEqualTo("rows");
        assertThat(reader.lastFailure())
                .get()
                .satisfies(failed -> assertThat(failed.target()).isEqualTo(2));
        reader.collect(CollectionReport.Mode.DELETE);
        assertThat(reader.lastFailure()).isPresent();
    }

    @Test
    void computationThatIsGivenUpIsNoFailure() throws Exception {
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        CachedDataset target = applications.dataset("second");
        WaitingCall<GenerationWrite> second =
                WaitingCall.of(() -> compute(target, WriteMode.REUSE)).waits();
        CachedDataset another = applications.dataset("third");
        first.close();
        GenerationWrite secondWrite = second.result();
        WaitingCall<GenerationWrite> third =
                WaitingCall.of(() -> compute(another, WriteMode.REUSE)).waits();
        secondWrite.close();

        applications.finish(third.result(), "rows");
        assertThat(applications.readHead(target)).isEqualTo("rows");
    }

    @Test
    @Tag("fault-14")
    void interruptedWriterLeavesNoLockAndNoFiles() throws Exception {
        CachedDataset target = applications.dataset("first");
        WaitingCall<Void> interrupted = WaitingCall.of(() -> {
            try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
                applications.writeTask(write, "rows");
                Thread.currentThread().interrupt();
            }
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            return null;
        });
        interrupted.result();

        assertThat(applications.generations()).isEmpty();
        assertThat(target.holder()).isEmpty();
    }

    @Test
    @Tag("fault-14")
    void interruptedWaiterLeavesNothing() throws Exception {
        GenerationWrite first = compute(applications.dataset("first"), WriteMode.REUSE);
        CachedDataset target = applications.dataset("second");
        WaitingCall<WriteStart> waiting =
                WaitingCall.of(() -> target.beginWrite(WriteMode.REUSE)).waits();
        waiting.interrupt();

        assertThatThrownBy(waiting::result).isInstanceOf(InterruptedIOException.class);
        applications.finish(first, "rows");
        assertThat(applications.readHead(target)).isEqualTo("rows");
    }

    @Test
    @Tag("fault-13")
    void datasetsThatComputeOneAnotherAreAnErrorThatNamesTheCycle() throws Exception {
        DatasetRoot first = applications.root("first");
        DatasetRoot second = applications.root("second");
        // Each is in the midst of its own before either looks at the other's.
        CyclicBarrier both = new CyclicBarrier(2);
        WaitingCall<Snapshot> one = WaitingCall.of(() -> {
            try (GenerationWrite write = compute(first.dataset(Applications.KEY), WriteMode.REUSE)) {
                assertThat(write.path()).isNotNull();
                both.await(30, TimeUnit.SECONDS);
                return first.dataset(OTHER).snapshot();
            }
        });
        WaitingCall<Snapshot> other = WaitingCall.of(() -> {
            try (GenerationWrite write = compute(second.dataset(OTHER), WriteMode.REUSE)) {
                assertThat(write.path()).isNotNull();
                both.await(30, TimeUnit.SECONDS);
                return second.dataset(Applications.KEY).snapshot();
            }
        });

        List<Throwable> failures = List.of(failureOf(one), failureOf(other));
        assertThat(failures)
                .anySatisfy(failure -> assertThat(failure)
                        .isInstanceOf(CyclicComputationException.class)
                        .message()
                        .containsAnyOf(
                                "travel.route_delays → travel.airports → travel.route_delays",
                                "travel.airports → travel.route_delays → travel.airports"));
        assertThat(first.dataset(Applications.KEY).holder()).isEmpty();
        assertThat(first.dataset(OTHER).holder()).isEmpty();
    }

    private static Throwable failureOf(WaitingCall<?> call) throws Exception {
        try {
            call.result();
        } catch (DatasetException failure) {
            return failure;
        }
        throw new AssertionError("It did not fail");
    }
}
