package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.local.InProcessLocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The in-process locks under a scheduler that chooses where threads are switched, another way each time. It goes through
 * many interleavings, not all. Mutual exclusion and the pin are also checked of a protocol that is wrong in one place,
 * which is found.
 */
@Tag("chaos")
@Timeout(600)
@EnabledIfSystemProperty(named = "chaos.minutes", matches = ".+")
class InterleavingsTest {
    private static final Application ANN = new Application("application_1", "delays", "ann", "host7");
    private static final String DATASET = "travel.delays";
    private static final int INTERLEAVINGS = 500;

    /**
     * Lincheck instruments each class when it is first used, and counts that as time of the interleaving that uses it. On a
     * busy machine the first one went over its half minute by that alone and passed for one that hangs. So the classes are
     * used before, a few at a time, in runs that do not count. A class that has been instrumented stays so.
     */
    @BeforeAll
    static void instrument() {
        for (Runnable once : List.<Runnable>of(
                () -> locks().close(),
                InterleavingsTest::passAlone,
                InterleavingsTest::acquireAlone,
                () -> new Reading(true).run(),
                InterleavingsTest::releaseFailAndDrop)) {
            try {
                Lincheck.runConcurrentTest(1, once);
            } catch (AssertionError tooSlow) {
                // Those that count follow.
            }
        }
    }

    private static void passAlone() {
        try (InProcessLocks locks = locks()) {
            Pin pin = locks.pass(DATASET).pin();
            pin.resolve("g1");
            pin.close();
        }
    }

    private static void acquireAlone() {
        try (InProcessLocks locks = locks()) {
            ((Attempt.Acquired) locks.tryAcquire(DATASET)).lock().close();
        }
    }

    @Test
    void neverTwoHoldTheLock() {
        explore(() -> new MutualExclusion(true).run());
    }

    @Test
    void twoThatDoNotAskForTheLockAreFound() {
        assertThatThrownBy(() -> explore(() -> new MutualExclusion(false).run()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("two hold it");
    }

    @Test
    void pinKeepsWhatTheHeadNames() {
        explore(() -> new Reading(true).run());
    }

    @Test
    void pinAfterTheHeadIsFound() {
        assertThatThrownBy(() -> explore(() -> new Reading(false).run()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("files are gone");
    }

    @Test
    void waiterIsWokenByWhoeverReleasesFailsOrDrops() {
        explore(InterleavingsTest::releaseFailAndDrop);
    }

    private static void releaseFailAndDrop() {
        InProcessLocks locks = locks();
        HeldLock lock = ((Attempt.Acquired) locks.tryAcquire(DATASET)).lock();
        together(() -> awaitFree(locks), () -> locks.drop(DATASET), () -> lock.fail("no rows", 1));
        boolean free = locks.holder(DATASET).isEmpty();
        locks.close();
        require(free, "it is still held");
        require(lock.state() == HeldLock.State.RELEASED, "its owner does not know");
    }

    /** Two who enter where they have the lock; or, wrongly, also where another has it. */
    private static final class MutualExclusion {
        private final InProcessLocks locks = locks();
        private final boolean asks;
        private volatile boolean inside;
        private volatile boolean broken;

        MutualExclusion(boolean asks) {
            this.asks = asks;
        }

        void run() {
            together(this::enter, this::enter);
            boolean free = locks.holder(DATASET).isEmpty();
            locks.close();
            require(!broken, "two hold it");
            require(free, "it is still held");
        }

        private void enter() {
            Attempt attempt = locks.tryAcquire(DATASET);
            if (attempt instanceof Attempt.Acquired acquired) {
                work();
                acquired.lock().close();
            } else if (!asks) {
                work();
            }
        }

        private void work() {
            broken |= inside;
            inside = true;
            inside = false;
        }
    }

    /** A reader, and a writer who publishes another generation and then collects the first; the log is in memory. */
    private static final class Reading {
        private final InProcessLocks locks = locks();
        private final boolean pinsFirst;
        private volatile String head = "g1";
        private volatile boolean firstIsThere = true;
        private volatile boolean lost;

        Reading(boolean pinsFirst) {
            this.pinsFirst = pinsFirst;
        }

        void run() {
            together(this::read, this::replaceAndCollect);
            boolean unpinned = locks.readers(DATASET).isEmpty();
            locks.close();
            require(!lost, "files are gone");
            require(unpinned, "a pin is left");
        }

        private void read() {
            String early = pinsFirst ? "" : head;
            try (Pin pin = locks.pass(DATASET).pin()) {
                String found = pinsFirst ? head : early;
                pin.resolve(found);
                lost = found.equals("g1") && !firstIsThere;
            }
        }

        private void replaceAndCollect() {
            HeldLock lock = ((Attempt.Acquired) locks.tryAcquire(DATASET)).lock();
            head = "g2";
            boolean pinned = false;
            for (Reader reader : locks.readers(DATASET)) {
                pinned |= reader.generation().orElse("g1").equals("g1");
            }
            firstIsThere = pinned;
            lock.close();
        }
    }

    private static InProcessLocks locks() {
        return InProcessLocks.open("root", ANN, Leases.of(Duration.ofSeconds(1)));
    }

    private static void awaitFree(InProcessLocks locks) {
        try {
            while (locks.holder(DATASET).isPresent()) {
                locks.awaitRelease(DATASET, Duration.ofHours(1));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static void together(Runnable... deeds) {
        List<Thread> threads = new ArrayList<>();
        for (Runnable deed : deeds) {
            threads.add(new Thread(deed));
        }
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void explore(Runnable once) {
        Lincheck.runConcurrentTest(INTERLEAVINGS, once);
    }
}
