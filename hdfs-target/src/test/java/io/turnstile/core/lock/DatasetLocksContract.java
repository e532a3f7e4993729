package io.turnstile.core.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.identity.Application;
import io.turnstile.core.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every {@link DatasetLocks} does. */
public abstract class DatasetLocksContract {
    public static final Application ANN = new Application("local-1", "route delays", "ann", "host1");
    public static final Application BEN = new Application("local-2", "", "ben", "host2");
    static final Duration SOON = Duration.ofSeconds(10);
    static final Duration LONG = ChronoUnit.FOREVER.getDuration();
    public static final String DELAYS = "travel.route_delays";

    public final String root = UUID.randomUUID().toString();
    private final List<DatasetLocks> opened = Collections.synchronizedList(new ArrayList<>());

    protected abstract DatasetLocks openLocks(String rootId, Application application);

    protected final DatasetLocks open(Application application) {
        return open(root, application);
    }

    protected final DatasetLocks open(String rootId, Application application) {
        return closedAtEnd(openLocks(rootId, application));
    }

    protected final <T extends DatasetLocks> T closedAtEnd(T locks) {
        opened.add(locks);
        return locks;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(DatasetLocks::close);
    }

    private static UseCount use(String dataset, String user, long reads, long reuses, long savedMillis) {
        return new UseCount(dataset, user, reads, reuses, Duration.ofMillis(savedMillis), Instant.now());
    }

    private static List<UseCount> gathered(DatasetLocks locks) {
        return locks.use().gathered().stream()
                .flatMap(gathered -> gathered.counts().stream())
                .toList();
    }

    @Test
    void usesAreGatheredOfAllApplicationsByDatasetAndUser() {
        DatasetLocks ann = open(ANN);
        DatasetLocks ben = open(BEN);
        ann.use().add(use(DELAYS, "ann", 1, 0, 7));
        ann.use().add(use(DELAYS, "ann", 1, 0, 0));
        ann.use().flush();
        ann.use().add(use(DELAYS, "ann", 0, 1, 5));
        ann.use().add(use("other", "a|b c", 0, 1, 0));
        ann.use().flush();
        ben.use().add(use(DELAYS, "ben", 3, 0, 11));
        open(UUID.randomUUID().toString(), BEN).use().add(use(DELAYS, "ben", 100, 0, 100));

        assertThat(gathered(ben))
                .extracting(UseCount::dataset, UseCount::user, UseCount::reads, UseCount::reuses, UseCount::saved)
                .containsExactlyInAnyOrder(
                        tuple(DELAYS, "ann", 2L, 1L, Duration.ofMillis(12)),
                        tuple(DELAYS, "ben", 3L, 0L, Duration.ofMillis(11)),
                        tuple("other", "a|b c", 0L, 1L, Duration.ZERO));
        assertThat(gathered(ben))
                .allSatisfy(use -> assertThat(use.lastUsed())
                        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60)));
    }

    @Test
    void usesThatAreTakenStayUntilTheyAreForgottenAndNothingIsAddedToThem() {
        DatasetLocks ann = open(ANN);
        assertThat(ann.use().take()).isEmpty();
        ann.use().add(use(DELAYS, "ann", 1, 0, 7));
        ann.use().flush();
        GatheredUse first = ann.use().take().orElseThrow();
        DatasetLocks ben = open(BEN);
        ben.use().add(use(DELAYS, "ann", 1, 0, 0));
        ben.use().flush();

        assertThat(ben.use().take()).as("whoever took it may have died").contains(first);
        assertThat(gathered(ben)).hasSize(2);
        ben.use().forget("1-00000000");
        ben.use().forget(first.id());
        GatheredUse second = ann.use().take().orElseThrow();
        assertThat(second.id()).isNotEqualTo(first.id()).matches("\\d+-[0-9a-f]{8}");
        assertThat(second.counts()).extracting(UseCount::reads).containsExactly(1L);
        ann.use().forget(second.id());
        assertThat(ann.use().take()).isEmpty();
        assertThat(gathered(ann)).isEmpty();
        assertThat(ann.use().isDue()).isFalse();
    }

    @Test
    void everyLockOfTheRootThatIsHeldIsListedAndNoOther() {
        DatasetLocks ann = open(ANN);
        DatasetLocks ben = open(BEN);
        HeldLock released = acquired(ann, "released");
        HeldLock failed = acquired(ann, "failed");
        acquired(ann, "dropped");
        acquired(ann, "b");
        acquired(ben, "a.b");
        acquired(open(UUID.randomUUID().toString(), BEN), "of.another.root");
        ben.pass("read");
        released.close();
        failed.fail("cause", 1);
        ben.drop("dropped");

        assertThat(open(ANN).holders()).hasSize(2);
        assertThat(open(ANN).holders().keySet()).containsExactly("a.b", "b");
        assertThat(ann.holders().get("a.b").application()).isEqualTo(BEN);
        assertThat(ben.holders().get("b").application()).isEqualTo(ANN);
    }

    @Test
    void oneHoldsTheLockAndTheOtherIsToldWho() {
        HeldLock lock = acquired(open(ANN), DELAYS);
        Holder holder = refused(open(BEN), DELAYS);

        assertThat(lock.dataset()).isEqualTo(DELAYS);
        assertThat(lock.state()).isEqualTo(HeldLock.State.HELD);
        assertThat(holder.application()).isEqualTo(ANN);
        assertThat(holder.heldFor()).isBetween(Duration.ZERO, SOON);
        assertThat(holder.leaseLeft()).isBetween(Duration.ofMillis(1), open(BEN).pinLease());
        assertThat(open(BEN).holder(DELAYS).map(Holder::application)).contains(ANN);
    }

    @Test
    void evenTheHolderCannotTakeTheLockTwice() {
        DatasetLocks locks = open(ANN);
        acquired(locks, DELAYS);

        assertThat(refused(locks, DELAYS).application()).isEqualTo(ANN);
    }

    @Test
    void releasedLockIsFreeForTheNext() {
        HeldLock lock = acquired(open(ANN), DELAYS);
        lock.close();

        assertThat(lock.state()).isEqualTo(HeldLock.State.RELEASED);
        assertThat(open(BEN).holder(DELAYS)).isEmpty();
        acquired(open(BEN), DELAYS);
    }

    @Test
    void closingTwiceNeverReleasesTheNextOwner() {
        HeldLock lock = acquired(open(ANN), DELAYS);
        lock.close();
        acquired(open(BEN), DELAYS);
        lock.close();

        assertThat(open(ANN).holder(DELAYS).map(Holder::application)).contains(BEN);
    }

    @Test
    void lockBelongsToNoThread() throws Exception {
        DatasetLocks locks = open(ANN);
        HeldLock lock =
                CompletableFuture.supplyAsync(() -> acquired(locks, DELAYS)).get(10, TimeUnit.SECONDS);
        lock.close();

        acquired(locks, DELAYS);
    }

    @Test
    void exactlyOneOfManyContendersGetsTheLock() throws Exception {
        List<DatasetLocks> locks = List.of(open(ANN), open(BEN));
        for (int round = 0; round < 20; round++) {
            String dataset = "d" + round;
            AtomicInteger winners = new AtomicInteger();
            allAtOnce(8, number -> {
                if (locks.get(number % 2).tryAcquire(dataset) instanceof Attempt.Acquired) {
                    winners.incrementAndGet();
                }
            });
            assertThat(winners).hasValue(1);
        }
    }

    @Test
    void criticalSectionIsNeverEnteredByTwo() throws Exception {
        List<DatasetLocks> locks = List.of(open(ANN), open(BEN));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        allAtOnce(4, number -> {
            while (done.get() < 100) {
                if (locks.get(number % 2).tryAcquire(DELAYS) instanceof Attempt.Acquired acquired) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    done.incrementAndGet();
                    inside.decrementAndGet();
                    acquired.lock().close();
                }
            }
        });
    }

    @Test
    void datasetsAndRootsDoNotDisturbOneAnother() {
        acquired(open(ANN), DELAYS);

        acquired(open(BEN), "travel.routes");
        acquired(open(UUID.randomUUID().toString(), BEN), DELAYS);
        assertThat(open(BEN).readers("travel.routes")).isEmpty();
    }

    @Test
    void readerPassesAtOnceAndIsToldWhoWrites() {
        acquired(open(ANN), DELAYS);
        Passage passage = open(BEN).pass(DELAYS);

        assertThat(passage.holder().map(Holder::application)).contains(ANN);
        assertThat(open(BEN).pass("travel.routes").holder()).isEmpty();
    }

    @Test
    void readersNeverKeepAWriterOut() {
        open(ANN).pass(DELAYS);
        open(ANN).pin(DELAYS, "g-00000001-4f2a91c0");

        acquired(open(BEN), DELAYS);
    }

    @Test
    void pinIsInForceWhenPassReturnsAndNamesItsGenerationWhenResolved() {
        Pin pin = open(ANN).pass(DELAYS).pin();
        assertThat(onlyReader().application()).isEqualTo(ANN);
        assertThat(onlyReader().generation()).isEmpty();
        assertThat(onlyReader().heldFor()).isBetween(Duration.ZERO, SOON);

        pin.resolve("g-00000001-4f2a91c0");
        pin.awaitResolved();
        assertThat(onlyReader().generation()).contains("g-00000001-4f2a91c0");
        pin.resolve("g-00000001-4f2a91c0");
        pin.awaitResolved();
        assertThat(onlyReader().generation()).contains("g-00000001-4f2a91c0");
        pin.resolve("g-00000003-4f2a91c0");
        pin.resolve("g-00000002-9be07d11");
        pin.awaitResolved();
        assertThat(onlyReader().generation()).contains("g-00000002-9be07d11");

        pin.close();
        pin.close();
        assertThat(open(BEN).readers(DELAYS)).isEmpty();
        assertThatThrownBy(() -> pin.resolve("g-00000003-00000000"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(DELAYS);
    }

    @Test
    void pinOfAKnownGenerationIsInForceWhenItReturns() {
        Pin pin = open(ANN).pin(DELAYS, "g-00000001-4f2a91c0");
        assertThat(onlyReader().generation()).contains("g-00000001-4f2a91c0");

        pin.close();
        assertThat(open(BEN).readers(DELAYS)).isEmpty();
    }

    @Test
    void everyPinIsListedWithItsApplication() {
        DatasetLocks ann = open(ANN);
        DatasetLocks ben = open(BEN);
        List<Pin> pins = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pins.add(ann.pass(DELAYS).pin());
            pins.add(ben.pin(DELAYS, "g-00000001-4f2a91c0"));
        }
        assertThat(ann.readers(DELAYS)).hasSize(200);
        assertThat(ann.readers(DELAYS))
                .filteredOn(reader -> reader.application().equals(ANN))
                .hasSize(100)
                .allMatch(reader -> reader.generation().isEmpty());
        assertThat(ann.readers(DELAYS))
                .filteredOn(reader -> reader.application().equals(BEN))
                .hasSize(100)
                .allMatch(reader -> reader.generation().isPresent());

        pins.forEach(Pin::close);
        assertThat(ann.readers(DELAYS)).isEmpty();
    }

    @Test
    void crowdOfReadersPassesAtOnceAndEachHasAPinOfItsOwn() throws Exception {
        DatasetLocks ann = open(ANN);
        acquired(open(BEN), "b");
        int readers = 300;
        CyclicBarrier together = new CyclicBarrier(readers);
        List<Passage> passages = Collections.synchronizedList(new ArrayList<>());
        List<Callable<Void>> crowd = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            String dataset = i % 2 == 0 ? "a" : "b";
            crowd.add(() -> {
                together.await();
                Passage passage = ann.pass(dataset);
                assertThat(passage.holder().map(Holder::application))
                        .isEqualTo(dataset.equals("b") ? Optional.of(BEN) : Optional.empty());
                passage.pin().resolve("g-00000001-4f2a91c0");
                passages.add(passage);
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            for (Future<Void> done : threads.invokeAll(crowd)) {
                done.get();
            }
            passages.forEach(passage -> passage.pin().awaitResolved());
            for (String dataset : List.of("a", "b")) {
                assertThat(open(BEN).readers(dataset))
                        .hasSize(readers / 2)
                        .allMatch(reader -> reader.application().equals(ANN)
                                && reader.generation().equals(Optional.of("g-00000001-4f2a91c0")));
            }

            List<Callable<Void>> leaving = passages.stream()
                    .<Callable<Void>>map(passage -> () -> {
                        together.await();
                        passage.pin().resolve("g-00000002-9be07d11");
                        passage.pin().close();
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(leaving)) {
                done.get();
            }
            assertThat(open(BEN).readers("a")).isEmpty();
            assertThat(open(BEN).readers("b")).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void longAndOddNamesStayRecognisable() {
        Application odd =
                new Application("a".repeat(500), "Verspätung\t|{}\n" + "é日😀".repeat(200), "", "h".repeat(300));
        acquired(open(odd), DELAYS);
        open(odd).pass(DELAYS);

        assertThat(open(BEN).holder(DELAYS).orElseThrow().application().name()).startsWith("Verspätung");
        assertThat(onlyReader().application().id()).startsWith("aaaaaaaaaa");
        assertThat(onlyReader().application().name()).startsWith("Verspätung");
        assertThat(onlyReader().application().user()).isEmpty();
    }

    @Test
    void whoeverWaitsWakesSoonAfterTheRelease() throws Exception {
        HeldLock lock = acquired(open(ANN), DELAYS);
        DatasetLocks ben = open(BEN);
        List<Thread> waiters = new ArrayList<>();
        AtomicInteger awake = new AtomicInteger();
        for (int i = 0; i < 50; i++) {
            waiters.add(new Thread(() -> {
                awaitFree(ben, DELAYS);
                awake.incrementAndGet();
            }));
        }
        waiters.forEach(Thread::start);
        Eventually.within(SOON, "all wait", () -> waiters.stream().allMatch(DatasetLocksContract::waits));
        assertThat(awake).hasValue(0);

        lock.close();
        Eventually.within(Duration.ofSeconds(3), "all are awake", () -> awake.get() == 50);
    }

    @Test
    void nobodyWaitsForAFreeLock() throws Exception {
        open(ANN).awaitRelease(DELAYS, LONG);

        assertThat(open(ANN).waiters(DELAYS)).isEmpty();
    }

    @Test
    void whoWaitsIsSeenUntilTheyLeaveOrTheLockIsReleased() throws Exception {
        HeldLock lock = acquired(open(ANN), DELAYS);
        DatasetLocks ben = open(BEN);
        ReleaseWait second = ben.releaseWait(DELAYS);
        try (ReleaseWait first = ben.releaseWait(DELAYS)) {
            assertThat(first.look().orElseThrow().waiting()).isEqualTo(1);
            assertThat(second.look().orElseThrow().waiting()).isEqualTo(2);
            assertThat(first.look().orElseThrow().waiting())
                    .as("the same one again")
                    .isEqualTo(2);
            assertThat(first.look().orElseThrow().holder().application()).isEqualTo(ANN);
            assertThat(open(ANN).waiters(DELAYS))
                    .extracting(Waiter::application)
                    .containsExactly(BEN, BEN);
            assertThat(open(ANN).waiters("travel.other")).isEmpty();

            second.close();
            Eventually.within(SOON, "one waits", () -> ben.waiters(DELAYS).size() == 1);
            lock.close();
            assertThat(first.awaitRelease(LONG)).isTrue();
            assertThat(first.look()).isEmpty();
        }
        Eventually.within(SOON, "nobody waits", () -> ben.waiters(DELAYS).isEmpty());
    }

    @Test
    void whoWaitsLooksAgainAndHearsOfTheNextRelease() throws Exception {
        DatasetLocks ann = open(ANN);
        HeldLock lock = acquired(ann, DELAYS);
        try (ReleaseWait wait = open(BEN).releaseWait(DELAYS)) {
            assertThat(wait.look()).isPresent();
            assertThat(wait.awaitRelease(Duration.ofMillis(20))).isFalse();
            lock.close();
            assertThat(wait.awaitRelease(LONG)).isTrue();
            HeldLock next = acquired(ann, DELAYS);
            assertThat(wait.look()).isPresent();
            next.close();
            assertThat(wait.awaitRelease(LONG)).isTrue();
        }
    }

    @Test
    void holderTellsHowFarItIs() {
        HeldLock lock = acquired(open(ANN), DELAYS);
        DatasetLocks ben = open(BEN);
        assertThat(ben.holder(DELAYS).orElseThrow().progress()).isEqualTo(Progress.NONE);
        Progress progress = new Progress(1, 3, 40, 100, 41_135, 1_048_576, "http://host7:4040/a b");

        lock.report(progress);

        Eventually.within(
                SOON,
                "it is told",
                () -> ben.holder(DELAYS).orElseThrow().progress().equals(progress));
        assertThat(((Attempt.HeldBy) ben.tryAcquire(DELAYS)).holder().progress())
                .isEqualTo(progress);
        Passage passage = ben.pass(DELAYS);
        passage.pin().close();
        assertThat(passage.holder().orElseThrow().progress()).isEqualTo(progress);
        assertThat(ben.holders().get(DELAYS).progress()).isEqualTo(progress);
        lock.close();
        lock.report(progress);
        HeldLock next = acquired(ben, DELAYS);
        lock.report(progress);
        assertThat(ben.holder(DELAYS).orElseThrow().progress()).as("another's").isEqualTo(Progress.NONE);
        next.close();
    }

    @Test
    void waitingEndsAfterItsTime() throws Exception {
        acquired(open(ANN), DELAYS);
        long start = System.nanoTime();
        open(BEN).awaitRelease(DELAYS, Duration.ofMillis(30));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(5), SOON);
        assertThat(open(BEN).holder(DELAYS)).isPresent();
    }

    @Test
    void interruptedWaiterLeavesNothingBehind() throws Exception {
        HeldLock lock = acquired(open(ANN), DELAYS);
        DatasetLocks ben = open(BEN);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                ben.awaitRelease(DELAYS, LONG);
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        waiter.start();
        Eventually.within(SOON, "it waits", () -> waits(waiter));
        waiter.interrupt();
        waiter.join(10_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        lock.close();
        acquired(ben, DELAYS);
    }

    @Test
    void interruptedThreadStillPassesAndStaysInterrupted() {
        DatasetLocks locks = open(ANN);
        Thread.currentThread().interrupt();
        Passage passage = locks.pass(DELAYS);
        boolean interrupted = Thread.interrupted();

        assertThat(interrupted).isTrue();
        assertThat(onlyReader().generation()).isEmpty();
        passage.pin().close();
    }

    @Test
    void dropTakesTheLockFromItsOwnerAndWakesThoseWhoWait() throws Exception {
        HeldLock lock = acquired(open(ANN), DELAYS);
        DatasetLocks ben = open(BEN);
        Thread waiter = new Thread(() -> awaitFree(ben, DELAYS));
        waiter.start();
        Eventually.within(SOON, "it waits", () -> waits(waiter));

        assertThat(open(BEN).drop(DELAYS).map(Holder::application)).contains(ANN);
        waiter.join(3_000);
        assertThat(waiter.isAlive()).isFalse();
        assertThat(ben.drop(DELAYS)).isEmpty();

        acquired(ben, DELAYS);
        lock.close();
        assertThat(open(ANN).holder(DELAYS).map(Holder::application)).contains(BEN);
    }

    @Test
    void wordOfAFailureIsLeftForThoseWhoWait() throws Exception {
        DatasetLocks locks = open(ANN);
        assertThat(locks.lastFailure(DELAYS)).isEmpty();
        acquired(locks, DELAYS).fail("IOException: disk full", 1);

        Failure first = open(BEN).lastFailure(DELAYS).orElseThrow();
        assertThat(first.application()).isEqualTo(ANN);
        assertThat(first.cause()).isEqualTo("IOException: disk full");
        assertThat(first.inARow()).isEqualTo(1);
        assertThat(first.ago()).isBetween(Duration.ZERO, SOON);
        acquired(open(BEN), DELAYS).fail("again", 2);
        Failure second = locks.lastFailure(DELAYS).orElseThrow();
        assertThat(second.application()).isEqualTo(BEN);
        assertThat(second.inARow()).isEqualTo(2);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(locks.holder(DELAYS)).isEmpty();
    }

    @Test
    void whoLostTheLockLeavesNoWordAndReleasesNobodyElses() {
        HeldLock lost = acquired(open(ANN), DELAYS);
        open(BEN).drop(DELAYS);
        acquired(open(BEN), DELAYS);
        lost.fail("too late", 1);

        assertThat(open(ANN).lastFailure(DELAYS)).isEmpty();
        assertThat(open(ANN).holder(DELAYS).map(Holder::application)).contains(BEN);
    }

    @Test
    void othersLearnForWhatAHolderWaits() {
        HeldLock lock = acquired(open(ANN), DELAYS);
        DatasetLocks others = open(BEN);
        assertThat(others.awaitedByHolder(DELAYS)).isEmpty();
        lock.waitsFor("travel.airports");

        assertThat(others.awaitedByHolder(DELAYS)).contains("travel.airports");
        lock.waitsFor("");
        assertThat(others.awaitedByHolder(DELAYS)).isEmpty();
        lock.waitsFor("travel.airports");
        lock.close();
        assertThat(others.awaitedByHolder(DELAYS)).isEmpty();
    }

    @Test
    void closingGivesBackEverything() {
        DatasetLocks ann = open(ANN);
        HeldLock lock = acquired(ann, DELAYS);
        Pin pin = ann.pass(DELAYS).pin();
        ann.close();
        ann.close();

        assertThat(lock.state()).isEqualTo(HeldLock.State.RELEASED);
        assertThat(open(BEN).holder(DELAYS)).isEmpty();
        assertThat(open(BEN).readers(DELAYS)).isEmpty();
        lock.close();
        pin.close();
        assertThatThrownBy(() -> ann.tryAcquire(DELAYS)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ann.pass(DELAYS)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void epochIsTheSameForAllAndItsTimeGoesOn() {
        Epoch first = open(ANN).epoch();
        Epoch second = open(BEN).epoch();

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.now()).isAfterOrEqualTo(first.now());
    }

    public static HeldLock acquired(DatasetLocks locks, String dataset) {
        Attempt attempt = locks.tryAcquire(dataset);
        assertThat(attempt).isInstanceOf(Attempt.Acquired.class);
        return ((Attempt.Acquired) attempt).lock();
    }

    public static Holder refused(DatasetLocks locks, String dataset) {
        Attempt attempt = locks.tryAcquire(dataset);
        assertThat(attempt).isInstanceOf(Attempt.HeldBy.class);
        return ((Attempt.HeldBy) attempt).holder();
    }

    public static void awaitFree(DatasetLocks locks, String dataset) {
        try {
            while (locks.holder(dataset).isPresent()) {
                locks.awaitRelease(dataset, LONG);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING;
    }

    interface Contender {
        void run(int number) throws Exception;
    }

    static void allAtOnce(int contenders, Contender contender) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(contenders);
        try {
            CyclicBarrier start = new CyclicBarrier(contenders);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < contenders; i++) {
                int number = i;
                tasks.add(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    contender.run(number);
                    return null;
                });
            }
            for (Future<Void> task : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Reader onlyReader() {
        List<Reader> readers = open(BEN).readers(DELAYS);
        assertThat(readers).hasSize(1);
        return readers.get(0);
    }
}
