package io.turnstile.spark.session;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import py4j.Py4JServerConnection;

/**
 * A watchdog of a call from Python (Py4J), which interrupts the thread that executes it when nobody waits for its
 * answer any longer.
 *
 * <p>Ctrl-C in PySpark, or a notebook's stop button, cancels Spark jobs at best. A thread of the JVM that waits without any
 * job does not hear of it: all that happens is that Python closes the connection, or uses it for something else before the
 * answer has come. So that is what is looked for, once a second, and then the thread is interrupted.
 */
public final class PythonCall {
    private static final Logger LOG = LoggerFactory.getLogger(PythonCall.class);
    private static final long INTERVAL_MILLIS = 1000;
    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final Thread thread = Thread.currentThread();
    private final Socket connection;
    private boolean ended;

    private PythonCall(Socket connection) {
        this.connection = connection;
    }

    /** A blocking operation, which may wait for others. */
    public interface Wait<T> {
        T run() throws IOException;
    }

    /**
     * Runs it. If this thread executes a call from Python and nobody waits for its answer any longer, it is interrupted.
     *
     * @return what it returns
     * @throws IOException what it throws
     */
    public static <T> T whileAwaited(Wait<T> wait) throws IOException {
        Optional<PythonCall> call = connectionOf(Thread.currentThread()).map(PythonCall::new);
        if (call.isEmpty()) {
            return wait.run();
        }
        ScheduledFuture<?> looks = WATCH.scheduleWithFixedDelay(
                call.get()::interruptIfAbandoned, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        try {
            return wait.run();
        } finally {
            call.get().end();
            looks.cancel(false);
        }
    }

    private synchronized void end() {
        ended = true;
    }

    private synchronized void interruptIfAbandoned() {
        if (!ended && isAbandoned()) {
            ended = true;
            LOG.warn("Waits no longer: the call from Python has been cancelled");
            thread.interrupt();
        }
    }

    /** Python says nothing on this connection before it has its answer, so nothing is lost by reading. */
    private boolean isAbandoned() {
        try {
            InputStream in = connection.getInputStream();
            if (in.available() > 0) {
                return true;
            }
            int timeout = connection.getSoTimeout();
            connection.setSoTimeout(1);
            try {
                in.read();
                return true;
            } catch (SocketTimeoutException stillThere) {
                return false;
            } finally {
                connection.setSoTimeout(timeout);
            }
        } catch (IOException closed) {
            return true;
        }
    }

    /**
     * Py4J runs each of its connections in a thread of its own and tells nobody which is which; only the thread knows. Spark
     * opens {@code java.lang} to reflection in every JVM that it starts. Where it is closed, nothing is looked for.
     */
    private static Optional<Socket> connectionOf(Thread thread) {
        try {
            Object target;
            try {
                target = field(Thread.class, "target").get(thread);
            } catch (NoSuchFieldException sinceJava19) {
                Object holder = field(Thread.class, "holder").get(thread);
                target =
                        holder == null ? null : field(holder.getClass(), "task").get(holder);
            }
            return target instanceof Py4JServerConnection python
                    ? Optional.ofNullable(python.getSocket())
                    : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | NoClassDefFoundError unknown) {
            LOG.debug("Whether {} executes a call from Python cannot be told", thread, unknown);
            return Optional.empty();
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Its thread is there only as long as somebody waits. */
    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "turnstile-python-call");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        watch.setKeepAliveTime(1, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
        return watch;
    }
}
