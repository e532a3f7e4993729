package io.turnstile.core.context;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Coalesced reads (single-flight): what many threads want to read at the same moment, because they have waited for the
 * same thing, is read once for all of them. Nobody gets what was read before they asked: who comes while a reading is
 * under way gets the next one. Thread-safe.
 *
 * @param <K> what is read
 * @param <V> what is found
 */
final class CoalescedReads<K, V> {
    private final Map<K, Turns<V>> underWay = new ConcurrentHashMap<>();

    /** The read that is coalesced. */
    interface Read<V> {
        V read() throws IOException;
    }

    /**
     * What is read by this caller, or by another one that asked at the same time.
     *
     * @throws IOException if it cannot be read; others then try for themselves
     * @throws InterruptedIOException if the thread is interrupted while it waits for its turn
     */
    V read(K what, Read<V> read) throws IOException {
        Turns<V> turns = underWay.compute(what, (key, there) -> (there == null ? new Turns<V>() : there).entered());
        try {
            return turns.read(read);
        } finally {
            underWay.compute(what, (key, there) -> turns.left());
        }
    }

    /** The sequence of shared reads of one thing, one after the other. */
    private static final class Turns<V> {
        private volatile Turn<V> next = new Turn<>(CompletableFuture.completedFuture(Optional.empty()));
        private int present;

        Turns<V> entered() {
            present++;
            return this;
        }

        /** Null if nobody is here any more. */
        @Nullable
        Turns<V> left() {
            return --present == 0 ? null : this;
        }

        V read(Read<V> read) throws IOException {
            Turn<V> turn = next;
            if (turn.led.compareAndSet(false, true)) {
                return turn.lead(this, read);
            }
            Optional<V> found = await(turn.over);
            return found.isPresent() ? found.get() : read.read();
        }
    }

    /**
     * One shared read: its first caller, the leader, reads once the turn before is over, for all who have come by then.
     * They wake together.
     */
    private static final class Turn<V> {
        private final AtomicBoolean led = new AtomicBoolean();
        private final CompletableFuture<Optional<V>> over = new CompletableFuture<>();
        private final CompletableFuture<Optional<V>> before;

        Turn(CompletableFuture<Optional<V>> before) {
            this.before = before;
        }

        V lead(Turns<V> turns, Read<V> read) throws IOException {
            Optional<V> found = Optional.empty();
            try {
                await(before);
                turns.next = new Turn<>(over);
                V value = read.read();
                found = Optional.of(value);
                return value;
            } finally {
                if (turns.next == this) {
                    turns.next = new Turn<>(before);
                }
                over.complete(found);
            }
        }
    }

    private static <V> Optional<V> await(CompletableFuture<Optional<V>> turn) throws InterruptedIOException {
        try {
            return turn.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while another thread reads the same");
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }
}
