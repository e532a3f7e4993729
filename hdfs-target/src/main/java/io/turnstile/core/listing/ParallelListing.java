package io.turnstile.core.listing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * Parallel requests to a file system, on a thread pool: nearly all the time that one takes is spent on waiting for its
 * answer. The threads are daemons and end with the call.
 */
final class ParallelListing {
    /** More would be little faster, and it is few for a NameNode that serves a cluster. */
    static final int THREADS = 8;

    /** As many directories as HDFS lists with one request. */
    private static final int MOST_OF_PART = 100;

    /** A request about one thing. */
    interface Question<T, A> {
        A answer(T thing) throws IOException;
    }

    private ParallelListing() {}

    /** Asks of so many things together as is best, and joins the answers in the order of the things. */
    static <T, A> List<A> inParts(List<T> things, Question<List<T>, List<A>> question) throws IOException {
        int part = Math.min(MOST_OF_PART, 1 + things.size() / THREADS);
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < things.size(); from += part) {
            parts.add(things.subList(from, Math.min(things.size(), from + part)));
        }
        return answers(parts, question).stream().flatMap(List::stream).toList();
    }

    /**
     * The answers, in the order of the things.
     *
     * @throws InterruptedIOException if the caller is interrupted
     * @throws IOException the first failure, in their order; what was not asked by then is not asked
     */
    static <T, A> List<A> answers(List<T> things, Question<T, A> question) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS, ParallelListing::daemon);
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
            return FutureIO.raiseInnerCause(failed);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "turnstile-listing");
        thread.setDaemon(true);
        return thread;
    }
}
