package io.turnstile.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.Eventually;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CoalescedReadsTest {
    private static final int CROWD = 20;

    private final CoalescedReads<String, Integer> reads = new CoalescedReads<>();
    private final AtomicInteger readings = new AtomicInteger();
    private final CountDownLatch underWay = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    @Test
    void whoComesWhileOneReadsSharesTheNextReading() throws Exception {
        FutureTask<Integer> first = reader(this::slowly);
        underWay.await();
        List<FutureTask<Integer>> crowd = crowd();
        mayEnd.countDown();

        assertThat(first.get()).isEqualTo(1);
        for (FutureTask<Integer> one : crowd) {
            assertThat(one.get()).isEqualTo(2);
        }
        assertThat(reads.read("a", readings::incrementAndGet)).isEqualTo(3);
    }

    @Test
    void whereOneFailsTheOthersReadForThemselves() throws Exception {
        var unused = reader(this::slowly);
        underWay.await();
        AtomicInteger failures = new AtomicInteger();
        List<FutureTask<Integer>> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(reader(() -> {
                if (failures.incrementAndGet() == 1) {
                    throw new IOException("as told");
                }
                return readings.incrementAndGet();
            }));
        }
        Eventually.within(Duration.ofSeconds(10), "all wait", this::allWait);
        mayEnd.countDown();

        assertThat(crowd.stream().map(CoalescedReadsTest::outcome).filter("as told"::equals))
                .hasSize(1);
        assertThat(readings).hasValue(CROWD);
    }

    @Test
    void oneWhoIsInterruptedWhileItWaitsLeavesTheOthersAlone() throws Exception {
        FutureTask<Integer> first = reader(this::slowly);
        underWay.await();
        List<FutureTask<Integer>> crowd = crowd();
        threads.get(1).interrupt();
        assertThatThrownBy(crowd.get(0)::get).hasCauseInstanceOf(InterruptedIOException.class);
        mayEnd.countDown();

        // Whether they share a reading or read for themselves depends on who was to read for them.
        assertThat(first.get()).isPositive();
        assertThat(crowd.subList(1, CROWD)).extracting(FutureTask::get).allMatch(value -> value > 0);
    }

    private int slowly() throws IOException {
        underWay.countDown();
        try {
            mayEnd.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        return readings.incrementAndGet();
    }

    /** All of them wait for the one who reads. */
    private List<FutureTask<Integer>> crowd() {
        List<FutureTask<Integer>> crowd = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            crowd.add(reader(readings::incrementAndGet));
        }
        Eventually.within(Duration.ofSeconds(10), "all wait", this::allWait);
        return crowd;
    }

    private boolean allWait() {
        return threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }

    private FutureTask<Integer> reader(CoalescedReads.Read<Integer> read) {
        FutureTask<Integer> task = new FutureTask<>(() -> reads.read("a", read));
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    private static String outcome(FutureTask<Integer> task) {
        try {
            return task.get().toString();
        } catch (Exception failed) {
            return String.valueOf(failed.getCause().getMessage());
        }
    }
}
