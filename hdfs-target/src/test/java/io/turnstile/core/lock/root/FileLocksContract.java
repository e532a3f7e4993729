package io.turnstile.core.lock.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** What locks in the root do besides what all locks do, on each file system. */
abstract class FileLocksContract extends DatasetLocksContract {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Leases SHORT = Leases.of(Duration.ofMillis(900));
    private static final Leases LONG = Leases.of(Duration.ofSeconds(30));

    private final Map<String, Path> directories = new HashMap<>();

    abstract TestFileSystem files();

    @Override
    protected DatasetLocks openLocks(String rootId, Application application) {
        return openLocks(storage(), rootId, application, LONG);
    }

    private DatasetLocks open(Application application, Leases leases) {
        return open(storage(), application, leases);
    }

    private DatasetLocks open(Storage storage, Application application, Leases leases) {
        return closedAtEnd(openLocks(storage, root, application, leases));
    }

    private FileLocks openLocks(Storage storage, String rootId, Application application, Leases leases) {
        return FileLocks.open(storage, directory(rootId), rootId, application, leases, WhenUnavailable.FAIL);
    }

    final Path directory(String rootId) {
        return directories.computeIfAbsent(rootId, id -> files().freshRoot("locks"));
    }

    final Storage storage() {
        try {
            return StorageFactory.open(directory(root), files().configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildJvm holder(Duration lease, String ends) {
        List<String> arguments =
                new ArrayList<>(List.of(directory(root).toString(), root, Long.toString(lease.toMillis()), ends));
        files().configuration().forEach(setting -> {
            if (setting.getKey().startsWith("fs.s3a.")) {
                arguments.addAll(List.of(setting.getKey(), setting.getValue()));
            }
        });
        return ChildJvm.running(FileLockHolder.class, arguments.toArray(String[]::new));
    }

    @Test
    void leaseIsRenewedForAsLongAsItIsHeld() {
        DatasetLocks ann = open(ANN, SHORT);
        HeldLock lock = acquired(ann, DELAYS);
        ann.pass(DELAYS);
        DatasetLocks ben = open(BEN, SHORT);

        Eventually.within(SOON, "held for three leases", () -> {
            Holder holder = ben.holder(DELAYS).orElseThrow();
            assertThat(ben.readers(DELAYS)).hasSize(1);
            return holder.heldFor().compareTo(SHORT.lock().multipliedBy(3)) > 0;
        });
        assertThat(lock.state()).isEqualTo(HeldLock.State.HELD);
    }

    @Test
    void lockAndPinsOfAKilledApplicationAreFreeAfterItsLease() throws Exception {
        Duration lease = Duration.ofMillis(1_500);
        DatasetLocks ben = open(BEN, LONG);
        try (ChildJvm other = holder(lease, "stay")) {
            other.awaitLine("held HELD");
            assertThat(refused(ben, DELAYS).application()).isEqualTo(ANN);
            assertThat(ben.readers(DELAYS)).hasSize(1);
            other.kill();
        }
        long start = System.nanoTime();
        awaitFree(ben, DELAYS);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(lease.plusSeconds(2));
        acquired(ben, DELAYS);
        Eventually.within(SOON, "its pin has run out", () -> ben.readers(DELAYS).isEmpty());
    }

    @Test
    void terminatedApplicationGivesBackWhatItHeld() {
        DatasetLocks ben = open(BEN, LONG);
        for (String ends : List.of("stay", "return", "throw")) {
            try (ChildJvm other = holder(LONG.lock(), ends)) {
                other.awaitLine("held HELD");
                if (ends.equals("stay")) {
                    other.terminate();
                }
                other.awaitExit(SOON);
            }
            assertThat(ben.readers(DELAYS)).isEmpty();
            assertThat(ben.waiters(DELAYS)).isEmpty();
            acquired(ben, DELAYS).close();
        }
    }

    @Test
    void whoStoodStillForALeaseLosesTheLockAndDoesNotGiveBackTheNextOnes() {
        AtomicBoolean halted = new AtomicBoolean();
        DatasetLocks ann = open(failing(halted, false), ANN, SHORT);
        HeldLock lost = acquired(ann, DELAYS);
        Pin pin = ann.pass(DELAYS).pin();
        DatasetLocks ben = open(BEN, SHORT);
        refused(ben, DELAYS);
        halted.set(true);
        Eventually.within(SOON, "it is taken over", () -> ben.tryAcquire(DELAYS) instanceof Attempt.Acquired);
        assertThat(ben.readers(DELAYS)).isEmpty();
        halted.set(false);

        Eventually.within(SOON, "it knows", () -> lost.state() == HeldLock.State.LOST);
        Eventually.within(
                SOON, "its pin is there again", () -> ben.readers(DELAYS).size() == 1);
        lost.close();
        assertThat(ben.holder(DELAYS).map(Holder::application)).contains(BEN);
        pin.close();
    }

    /** Those who find it dead at the same time. */
    @Test
    void onlyOneOfManyTakesOverFromADeadOne() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (int round = 0; round < 5; round++) {
                String dataset = "d" + round;
                AtomicBoolean halted = new AtomicBoolean();
                acquired(open(failing(halted, false), ANN, SHORT), dataset);
                halted.set(true);
                AtomicInteger inside = new AtomicInteger();
                AtomicInteger entered = new AtomicInteger();
                List<Callable<Void>> contenders = IntStream.range(0, 6)
                        .<Callable<Void>>mapToObj(number -> () -> {
                            DatasetLocks locks = open(BEN, LONG);
                            while (true) {
                                if (locks.tryAcquire(dataset) instanceof Attempt.Acquired acquired) {
                                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                                    entered.incrementAndGet();
                                    inside.decrementAndGet();
                                    acquired.lock().close();
                                    return null;
                                }
                            }
                        })
                        .toList();
                for (Future<Void> done : threads.invokeAll(contenders)) {
                    done.get();
                }
                assertThat(entered).hasValue(6);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** As on a store that carries out a request that was given up long ago. */
    @Test
    void claimThatIsMadeAfterItsOwnerGaveItUpIsNobodys() throws IOException {
        DatasetLocks ann = open(ANN, LONG);
        acquired(ann, "another");
        String instance =
                storage().list(new Path(directory(root), "applications")).get(0).name();
        Path late = new Path(directory(root), "datasets/" + DELAYS + "/00000001");
        try (OutputStream out = storage().create(late)) {
            out.write((instance + " given-up").getBytes(StandardCharsets.UTF_8));
        }

        assertThat(ann.holder(DELAYS)).isEmpty();
        acquired(open(BEN, LONG), DELAYS).close();
        assertThat(left("datasets")).extracting(Entry::name).containsExactly("another");
    }

    @Test
    void claimWhoseAnswerWasLostIsHeld() {
        AtomicBoolean lost = new AtomicBoolean(true);
        DatasetLocks ann = open(failing(lost, true), ANN, LONG);

        assertThat(acquired(ann, DELAYS).state()).isEqualTo(HeldLock.State.HELD);
        assertThat(refused(open(BEN, LONG), DELAYS).application()).isEqualTo(ANN);
    }

    @Test
    void nothingIsLeftOfWhoHasNothingAndNothingIsAskedThen() {
        AtomicInteger asked = new AtomicInteger();
        DatasetLocks ann = open(counting(asked), ANN, SHORT);
        acquired(ann, DELAYS).close();
        ann.pass(DELAYS).pin().close();
        Eventually.within(SOON, "nothing is left", () -> left("applications").isEmpty());

        assertThat(left("datasets")).isEmpty();
        int before = asked.get();
        DatasetLocks ben = open(BEN, SHORT);
        acquired(ben, DELAYS);
        Eventually.within(
                SOON,
                "two leases are over",
                () -> ben.holder(DELAYS)
                                .orElseThrow()
                                .heldFor()
                                .compareTo(SHORT.lock().multipliedBy(2))
                        > 0);
        assertThat(asked).hasValue(before);
    }

    @Test
    void presenceThatIsNotUnderstoodIsNotTakenForOneWithoutPins() throws IOException {
        DatasetLocks ann = open(ANN, LONG);
        ann.pass(DELAYS);
        try (OutputStream out = storage().create(new Path(directory(root), "applications/ffffffffffffffff"))) {
            out.write("turnstile-presence 2\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThatThrownBy(() -> ann.readers(DELAYS))
                .isInstanceOf(LockServiceUnavailableException.class)
                .hasMessageContainingAll("ffffffffffffffff", "later version", "delete it");
    }

    @Test
    void pinsAreKnownOnceALeaseHasPassedWithoutABreak() {
        DatasetLocks ann = open(ANN, SHORT);
        assertThat(ann.untilPinsAreKnown()).isPositive();

        Eventually.within(SOON, "they are known", () -> ann.untilPinsAreKnown().isZero());
    }

    private List<Entry> left(String where) {
        try {
            return storage().list(new Path(directory(root), where));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it writes is not written, or is and is not answered. */
    private Storage failing(AtomicBoolean fails, boolean afterwards) {
        return new ForwardingStorage(storage()) {
            @Override
            public void replace(Path target, Path temporary, byte[] content) throws IOException {
                if (fails.get() && !afterwards) {
                    throw new IOException("as told");
                }
                super.replace(target, temporary, content);
            }

            @Override
            public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
                super.createExclusively(target, temporary, content);
                if (fails.get()) {
                    throw new IOException("as told");
                }
            }
        };
    }

    private Storage counting(AtomicInteger asked) {
        return new ForwardingStorage(storage()) {
            @Override
            public void replace(Path target, Path temporary, byte[] content) throws IOException {
                asked.incrementAndGet();
                super.replace(target, temporary, content);
            }

            @Override
            public boolean delete(Path path) throws IOException {
                asked.incrementAndGet();
                return super.delete(path);
            }
        };
    }
}
