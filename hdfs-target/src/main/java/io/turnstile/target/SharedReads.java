package io.turnstile.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What many threads want to read at the same moment, because they have waited for the same thing, is read once for all of
 * them. Nobody gets what was read before they asked: who comes while a reading is under way gets the next one. Thread-safe.
 *
 * @param <K> what is read
 * @param <V> what is found
 */
final class SharedReads<K, V> {
    private final Map<K, Turns<V>> underWay = new ConcurrentHashMap<>();

    /** Reads. */
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

    /** Whoever is first at a turn, once the turn before is over, reads for all who have come by then. */
    private static final class Turns<V> {
        private final Lock reading = new ReentrantLock();
        private volatile Turn<V> next = new Turn<>();
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
            V found = turn.found(this, read);
            return found == null ? read.read() : found;
        }
    }

    private static final class Turn<V> {
        private @Nullable V found;

        /** Null if whoever read failed. */
        @Nullable
        V found(Turns<V> turns, Read<V> read) throws IOException {
            try {
                turns.reading.lockInterruptibly();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while another thread reads the same");
            }
            try {
                if (turns.next == this) {
                    turns.next = new Turn<>();
                    found = read.read();
                }
                return found;
            } finally {
                turns.reading.unlock();
            }
        }
    }
}
