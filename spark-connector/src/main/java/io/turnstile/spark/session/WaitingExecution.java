package io.turnstile.spark.session;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * An SQL execution that stands for a wait, so that Spark's web interface shows why nothing runs. It runs no job; it is begun in a
 * thread of its own, because Spark ends an execution where it began it, and lasts until it is closed.
 */
public final class WaitingExecution implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingExecution.class);

    /** A thread each: of a thousand calls that wait at once, these many are enough to see. */
    private static final int MOST = 50;

    private static final AtomicInteger SHOWN = new AtomicInteger();

    private final CountDownLatch end = new CountDownLatch(1);

    private WaitingExecution() {}

    /**
     * Begins one within whatever the current thread is executing.
     *
     * @param description as the web interface will show it
     */
    public static WaitingExecution begin(SparkSession session, String description) {
        WaitingExecution execution = new WaitingExecution();
        if (SHOWN.incrementAndGet() > MOST) {
            SHOWN.decrementAndGet();
            return execution;
        }
        Thread thread = new Thread(() -> execution.run(session, description), "turnstile-waiting");
        thread.setDaemon(true);
        thread.start();
        return execution;
    }

    private void run(SparkSession session, String description) {
        try {
            session.sparkContext().setJobDescription(description);
            QueryExecution nothing = session.sessionState()
                    .executePlan(
                            session.sessionState().sqlParser().parsePlan("SELECT 'waiting'"),
                            CommandExecutionMode.SKIP());
            SQLExecution.withNewExecutionId(nothing, Option.empty(), () -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return "";
            });
        } catch (ParseException | RuntimeException unseen) {
            LOG.debug("A wait is not shown in the web interface", unseen);
        } finally {
            SHOWN.decrementAndGet();
        }
    }

    @Override
    public void close() {
        end.countDown();
    }
}
