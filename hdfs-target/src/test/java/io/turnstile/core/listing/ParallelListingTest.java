package io.turnstile.core.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever asks one by one fails the first test, as nobody would be at the barrier with the first. */
class ParallelListingTest {
    @Test
    void manyAreAskedAtOnceAndStayInTheirOrder() throws IOException {
        CyclicBarrier all = new CyclicBarrier(ParallelListing.THREADS);
        List<Integer> things =
                IntStream.range(0, 3 * ParallelListing.THREADS).boxed().toList();

        List<Integer> doubled = ParallelListing.answers(things, thing -> {
            meet(all);
            return 2 * thing;
        });

        assertThat(doubled)
                .containsExactlyElementsOf(
                        things.stream().map(thing -> 2 * thing).toList());
    }

    private static void meet(CyclicBarrier all) throws IOException {
        try {
            all.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IOException("The others have not come", alone);
        }
    }

    @Test
    void firstFailureEndsItAndInterruptsThoseThatWait() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatThrownBy(() -> ParallelListing.answers(List.of(0, 1), thing -> {
                    try {
                        if (thing == 1) {
                            waiting.countDown();
                            never.await();
                        }
                        throw new IOException(
                                waiting.await(20, TimeUnit.SECONDS) ? "of " + thing : "the other has not come");
                    } catch (InterruptedException ended) {
                        interrupted.countDown();
                        throw new InterruptedIOException("of " + thing);
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("of 0");
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptedCallerIsTold() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();

        // An answer that is there already would be taken all the same.
        assertThatThrownBy(() -> ParallelListing.answers(List.of(0), thing -> {
                    try {
                        never.await();
                        return true;
                    } catch (InterruptedException ended) {
                        throw new InterruptedIOException("ended");
                    }
                }))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
