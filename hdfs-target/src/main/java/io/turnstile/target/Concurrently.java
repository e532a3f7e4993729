package io.turnstile.target;

import io.turnstile.target.storage.Entry;
import io.turnstile.target.storage.Storage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.Path;

/**
 * Asks a file system several questions at once: nearly all the time that one takes is spent on waiting for its answer. The
 * threads are daemons and end with the call.
 */
final class Concurrently {
    /** More would be little faster, and it is few for a NameNode that serves a cluster. */
    static final int THREADS = 8;

    /** In one question to a thread: as many as the storage asks for with one request, where it can. */
    private static final int DIRECTORIES = 100;

    /** A question about one thing. */
    interface Question<T, A> {
        A answer(T thing) throws IOException;
    }

    private Concurrently() {}

    /** What {@link Storage#list(List)} would give, sooner. */
    static List<List<Entry>> list(Storage storage, List<Path> directories) throws IOException {
        List<List<Path>> parts = new ArrayList<>();
        for (int from = 0; from < directories.size(); from += DIRECTORIES) {
            parts.add(directories.subList(from, Math.min(directories.size(), from + DIRECTORIES)));
        }
        return answers(parts, storage::list).stream().flatMap(List::stream).toList();
    }

    /**
     * The answers, in the order of the things.
     *
     * @throws InterruptedIOException if the caller is interrupted
     * @throws IOException the first failure, in their order; what was not asked by then is not asked
     */
    static <T, A> List<A> answers(List<T> things, Question<T, A> question) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, Concurrently::daemon);
        try {
            List<Future<A>> asked = new ArrayList<>();
            for (T thing : things) {
                asked.add(threads.submit(() -> question.answer(thing)));
            }
            List<A> answers = new ArrayList<>();
            for (Future<A> future : asked) {
                answers.add(answer(future));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <A> A answer(Future<A> future) throws IOException {
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
