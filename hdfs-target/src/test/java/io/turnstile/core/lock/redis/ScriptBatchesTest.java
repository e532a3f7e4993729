package io.turnstile.core.lock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ScriptBatchesTest {
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<List<Object>>> answers = new ArrayList<>();
    private final ScriptBatches<Integer> batches = new ScriptBatches<>((dataset, batch) -> {
        sent.add(dataset + batch);
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    });

    @Test
    void fewAreSentAtOnceAndACrowdTogetherAsSoonAsOneIsAnswered() {
        List<CompletableFuture<List<Object>>> wanted = added("a", 1, 8);
        assertThat(sent).containsExactly("a[1]", "a[2]", "a[3]", "a[4]");

        answers.get(2).complete(List.of("third"));
        assertThat(sent).hasSize(5).endsWith("a[5, 6, 7, 8]");
        assertThat(wanted.get(2)).isCompletedWithValue(List.of("third"));
        assertThat(wanted.stream().filter(CompletableFuture::isDone)).hasSize(1);

        answers.get(4).complete(List.of("rest"));
        assertThat(wanted.subList(4, 8)).allMatch(answer -> answer.join().equals(List.of("rest")));
    }

    @Test
    void datasetsDoNotWaitForOneAnother() {
        added("a", 1, 5);
        added("b", 1, 1);

        assertThat(sent).containsExactly("a[1]", "a[2]", "a[3]", "a[4]", "b[1]");
    }

    @Test
    void failureIsOnlyThatOfThoseWhoWereSentTogether() {
        List<CompletableFuture<List<Object>>> wanted = added("a", 1, 6);
        answers.get(0).completeExceptionally(new IllegalStateException("lost"));
        assertThat(wanted.get(0)).isCompletedExceptionally();
        answers.get(4).completeExceptionally(new IllegalStateException("lost, too"));
        assertThat(wanted.stream().filter(CompletableFuture::isCompletedExceptionally))
                .containsExactly(wanted.get(0), wanted.get(4), wanted.get(5));

        answers.subList(1, 4).forEach(answer -> answer.complete(List.of()));
        assertThat(wanted).allMatch(CompletableFuture::isDone);
        added("a", 7, 7);
        assertThat(sent).endsWith("a[7]");
    }

    @Test
    void whatCannotBeSentFailsAndHoldsUpNobody() {
        ScriptBatches<Integer> broken = new ScriptBatches<>((dataset, batch) -> {
            throw new IllegalArgumentException("not now");
        });

        for (int i = 0; i < 10; i++) {
            assertThat(broken.add("a", i).toCompletableFuture()).isCompletedExceptionally();
        }
    }

    private List<CompletableFuture<List<Object>>> added(String dataset, int first, int last) {
        List<CompletableFuture<List<Object>>> wanted = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            CompletionStage<List<Object>> answer = batches.add(dataset, i);
            wanted.add(answer.toCompletableFuture());
        }
        return wanted;
    }
}
