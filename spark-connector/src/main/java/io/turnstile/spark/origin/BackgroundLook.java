package io.turnstile.spark.origin;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look at a dataset's inputs of which only a line of the log comes. Nobody waits for a long one: it goes on by itself, as the
 * user who began it, and if too many are under way another one is not begun.
 */
final class BackgroundLook {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLook.class);
    private static final long PATIENCE_MILLIS = 1000;
    private static final int MOST = 1000;
    private static final ThreadPoolExecutor THREAD = thread();

    private BackgroundLook() {}

    /** What is done. */
    interface Look {
        void run() throws IOException;
    }

    /** Begins it, and returns when it is done, but after a second at the latest. Does not fail. */
    static void begin(Look look) {
        try {
            UserGroupInformation user = UserGroupInformation.getCurrentUser();
            Future<?> running = THREAD.submit(() -> asUser(user, look));
            running.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException goesOn) {
            LOG.debug("A look at inputs takes more than a second, and goes on by itself");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | RejectedExecutionException untold) {
            LOG.debug("Whether a dataset is stale is not looked at", untold);
        }
    }

    private static void asUser(UserGroupInformation user, Look look) {
        try {
            user.doAs((PrivilegedExceptionAction<Void>) () -> {
                look.run();
                return null;
            });
        } catch (IOException | RuntimeException untold) {
            LOG.info("Whether a dataset is stale cannot be told", untold);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadPoolExecutor thread() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST), task -> {
                    Thread thread = new Thread(task, "turnstile-inputs");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
