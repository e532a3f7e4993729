package io.turnstile.core.lock.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrowdsTest {
    private static final int CROWD = 20;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** The first is asked before the others come, and they before the second is: an answer is never older than a call. */
    @Test
    void whoCameBeforeAnAnswerWasBegunForSharesIt() {
        Crowds<Integer> crowds = new Crowds<>(any -> true);
        CompletableFuture<Integer> first = begin(crowds);
        Eventually.within(Duration.ofSeconds(10), "the first asks", () -> asked.get() == 1);
        List<CompletableFuture<Integer>> others = others(crowds);
        answered.countDown();

        assertThat(first.join()).isEqualTo(1);
        assertThat(others).allSatisfy(other -> assertThat(other.join()).isEqualTo(2));
        assertThat(asked).hasValue(2);
    }

    @Test
    void answersThatAreOfOneAloneAreNotShared() {
        Crowds<Integer> crowds = new Crowds<>(any -> false);
        CompletableFuture<Integer> first = begin(crowds);
        List<CompletableFuture<Integer>> others = others(crowds);
        answered.countDown();

        first.join();
        others.forEach(CompletableFuture::join);
        assertThat(asked).hasValue(1 + CROWD);
    }

    @Test
    void whoeverComesNextAsksAgainAfterAFailure() throws IOException {
        Crowds<Integer> crowds = new Crowds<>(any -> true);
        assertThatThrownBy(() -> crowds.ask("lock", () -> {
                    throw new IOException("away");
                }))
                .hasMessage("away");

        assertThat(crowds.ask("lock", () -> 1)).isEqualTo(1);
        assertThat(crowds.ask("lock", () -> 2)).as("a later call").isEqualTo(2);
    }

    private List<CompletableFuture<Integer>> others(Crowds<Integer> crowds) {
        List<CompletableFuture<Integer>> others = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            others.add(begin(crowds));
        }
        Eventually.within(
                Duration.ofSeconds(10),
                "all of them wait",
                () -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        return others;
    }

    private CompletableFuture<Integer> begin(Crowds<Integer> crowds) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(crowds.ask("lock", this::answer));
            } catch (IOException e) {
                answer.completeExceptionally(new UncheckedIOException(e));
            }
        });
        threads.add(thread);
        thread.start();
        return answer;
    }

    private int answer() {
        int number = asked.incrementAndGet();
        try {
            answered.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return number;
    }
}
