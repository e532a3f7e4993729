package io.turnstile.core.lock.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Request batching: what many threads want of Redis for one dataset at the same moment goes there together. Up to
 * {@link #AT_ONCE} scripts of a dataset are under way, each sent at once; whoever comes meanwhile shares the next one,
 * which is sent as soon as one of them is answered. So a few threads wait for no one, and a crowd costs Redis and this
 * JVM a script for many of them instead of one each. Thread-safe.
 *
 * @param <T> what a thread wants
 */
final class ScriptBatches<T> {
    private static final int AT_ONCE = 4;

    /** The asynchronous call that sends one batch as a script, and does not wait. */
    interface Sending<T> {
        CompletionStage<List<Object>> send(String dataset, List<T> batch);
    }

    private final Sending<T> sending;

    /** Of the datasets for which something is under way. */
    private final Map<String, Line<T>> lines = new HashMap<>();

    private static final class Line<T> {
        private int underWay;
        private Batch<T> next = new Batch<>();
    }

    private static final class Batch<T> {
        private final List<T> all = new ArrayList<>();
        private final CompletableFuture<List<Object>> answer = new CompletableFuture<>();
    }

    ScriptBatches(Sending<T> sending) {
        this.sending = sending;
    }

    /** Joins the next batch. @return the answer that all in it get */
    CompletionStage<List<Object>> add(String dataset, T wanted) {
        Line<T> line;
        Batch<T> joined;
        boolean atOnce;
        synchronized (lines) {
            line = lines.computeIfAbsent(dataset, none -> new Line<>());
            joined = line.next;
            joined.all.add(wanted);
            atOnce = line.underWay < AT_ONCE;
            if (atOnce) {
                line.underWay++;
            }
        }
        if (atOnce) {
            sendNext(dataset, line);
        }
        return joined.answer;
    }

    private void sendNext(String dataset, Line<T> line) {
        Batch<T> batch;
        synchronized (lines) {
            batch = line.next;
            if (batch.all.isEmpty()) {
                if (--line.underWay == 0) {
                    lines.remove(dataset);
                }
                return;
            }
            line.next = new Batch<>();
        }
        var unused = send(dataset, batch).whenComplete((answer, failure) -> {
            sendNext(dataset, line); // Before anybody wakes.
            if (failure == null) {
                batch.answer.complete(answer);
            } else {
                batch.answer.completeExceptionally(
                        failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
    }

    private CompletionStage<List<Object>> send(String dataset, Batch<T> batch) {
        try {
            return sending.send(dataset, batch.all);
        } catch (RuntimeException notSent) {
            return CompletableFuture.failedFuture(notSent);
        }
    }
}
