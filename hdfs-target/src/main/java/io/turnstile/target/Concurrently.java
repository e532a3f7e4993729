package io.turnstile.target;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a file system the same of many things at once: nearly all the time that a question takes is spent on waiting for its
 * answer. The threads are daemons and end with the call.
 */
final class Concurrently {
    /** More would be little faster, and it is few for a NameNode that serves a cluster. */
    static final int THREADS = 16;

    /** A question about one of them. */
    interface Question<T> {
        boolean holds(T thing) throws IOException;
    }

    private Concurrently() {}

    /**
     * Those of which it holds, in their order.
     *
     * @throws InterruptedIOException if the caller is interrupted
     * @throws IOException the first failure, in their order; what was not asked by then is not asked
     */
    static <T> List<T> filter(List<T> things, Question<T> question) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, Concurrently::daemon);
        try {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (T thing : things) {
                answers.add(threads.submit(() -> question.holds(thing)));
            }
            List<T> found = new ArrayList<>();
            for (int i = 0; i < things.size(); i++) {
                if (answer(answers.get(i))) {
                    found.add(things.get(i));
                }
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean answer(Future<Boolean> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Interrupted while looking for datasets").initCause(interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "turnstile-listing");
        thread.setDaemon(true);
        return thread;
    }
}
