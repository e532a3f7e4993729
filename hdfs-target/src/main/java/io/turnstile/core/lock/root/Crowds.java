package io.turnstile.core.lock.root;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads of this application that ask the file system the same at once. One asks at a time, and its answer is also that of
 * whoever came before it began to ask: so a thousand of them make two requests rather than a thousand, and none gets an
 * answer that is older than its own would be. Thread-safe.
 */
final class Crowds<T> {
    private final Map<String, Crowd<T>> crowds = new ConcurrentHashMap<>();
    private final Predicate<T> shared;

    /** @param shared whether an answer may be that of several */
    Crowds(Predicate<T> shared) {
        this.shared = shared;
    }

    private static final class Crowd<T> {
        final ReentrantLock turn = new ReentrantLock();
        int members;
        long begun;

        @Nullable
        T answer;
    }

    /**
     * The answer to a question, which is asked now or was asked since this was called.
     *
     * @throws IOException if it is asked now, and fails; whoever comes next asks again
     */
    T ask(String about, Reach.Question<T> question) throws IOException {
        Crowd<T> crowd = join(about);
        long came = System.nanoTime();
        crowd.turn.lock();
        try {
            T known = crowd.answer;
            if (known != null && crowd.begun - came >= 0) {
                return known;
            }
            crowd.begun = System.nanoTime();
            crowd.answer = null;
            T answer = question.ask();
            if (shared.test(answer)) {
                crowd.answer = answer;
            }
            return answer;
        } finally {
            crowd.turn.unlock();
            leave(about);
        }
    }

    private Crowd<T> join(String about) {
        return crowds.compute(about, (any, there) -> {
            Crowd<T> crowd = there == null ? new Crowd<>() : there;
            crowd.members++;
            return crowd;
        });
    }

    private void leave(String about) {
        crowds.computeIfPresent(about, (any, crowd) -> --crowd.members == 0 ? null : crowd);
    }
}
