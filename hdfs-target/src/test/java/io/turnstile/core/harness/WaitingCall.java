package io.turnstile.core.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something that another thread does, since a thread never waits for itself. */
public final class WaitingCall<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private WaitingCall(Callable<T> work) {
        task = new FutureTask<>(work);
        thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    public static <T> WaitingCall<T> of(Callable<T> work) {
        return new WaitingCall<>(work);
    }

    /** Returns once the thread waits for whoever holds the dataset's lock. */
    public WaitingCall<T> waits() {
        Eventually.within(
                Duration.ofSeconds(20),
                "the other thread waits for the holder",
                () -> task.isDone()
                        || Arrays.stream(thread.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("awaitRelease")));
        assertThat(task.isDone()).as("it did not wait").isFalse();
        return this;
    }

    /** Waits until one of them has come to such a result, and takes it out of the list. */
    public static <T, R extends T> R firstOf(List<WaitingCall<T>> calls, Class<R> kind) throws Exception {
        Eventually.within(
                Duration.ofSeconds(20),
                "one of them is done",
                () -> calls.stream().anyMatch(call -> call.task.isDone()));
        WaitingCall<T> done =
                calls.stream().filter(call -> call.task.isDone()).findFirst().orElseThrow();
        calls.remove(done);
        return kind.cast(done.result());
    }

    public void interrupt() {
        thread.interrupt();
    }

    /** What came of it. */
    public T result() throws Exception {
        try {
            return task.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failed;
        } catch (TimeoutException hangs) {
            AssertionError error = new AssertionError("It still waits, at "
                    + Arrays.toString(thread.getStackTrace()).replace(", ", "\n  "));
            thread.interrupt();
            throw error;
        }
    }
}
