package io.turnstile.spark.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.Eventually;
import io.turnstile.spark.testing.HeldFunction;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import py4j.Py4JServerConnection;

/** Threads as Py4J starts them, and what becomes of their waits. */
@Timeout(60)
class PythonCallTest {
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final CountDownLatch looks = new CountDownLatch(2);

    private Socket connection;
    private Socket python;

    /** What a thread of Py4J's runs. */
    private record Connection(Socket socket, FutureTask<Integer> call) implements Py4JServerConnection, Runnable {
        @Override
        public Socket getSocket() {
            return socket;
        }

        @Override
        public void run() {
            call.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public void shutdown(boolean reset) {}
    }

    private final class WatchedSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            looks.countDown();
            return super.getInputStream();
        }
    }

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            connection = new WatchedSocket();
            connection.connect(server.getLocalSocketAddress());
            python = server.accept();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        connection.close();
        python.close();
    }

    /** A call that waits until it may end, answers, and then reads what Python says next. */
    private FutureTask<Integer> waitingCall() throws InterruptedException {
        FutureTask<Integer> call = new FutureTask<>(() -> {
            PythonCall.whileAwaited(() -> {
                waiting.countDown();
                try {
                    mayEnd.await();
                } catch (InterruptedException interrupted) {
                    throw (IOException) new InterruptedIOException("as told").initCause(interrupted);
                }
                return null;
            });
            connection.getOutputStream().write('a');
            return connection.getInputStream().read();
        });
        Thread thread = new Thread(new Connection(connection, call));
        thread.setDaemon(true);
        thread.start();
        waiting.await();
        return call;
    }

    @Test
    void waitWhoseAnswerIsAwaitedGoesOnAndNothingThatPythonSaysLaterIsLost() throws Exception {
        FutureTask<Integer> call = waitingCall();
        looks.await();
        mayEnd.countDown();
        assertThat(python.getInputStream().read()).as("the answer").isEqualTo('a');
        python.getOutputStream().write('c');

        assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo('c');
        assertThat(connection.getSoTimeout()).isZero();
    }

    @Test
    @Tag("fault-14")
    void waitEndsWhenPythonHasClosedTheConnection() throws Exception {
        FutureTask<Integer> call = waitingCall();
        python.close();

        assertInterrupted(call);
    }

    /** As PySpark's own handler of Ctrl-C does in the midst of a call. */
    @Test
    @Tag("fault-14")
    void waitEndsWhenPythonHasBegunAnotherCallOnTheConnection() throws Exception {
        FutureTask<Integer> call = waitingCall();
        python.getOutputStream().write('c');

        assertInterrupted(call);
    }

    /** What it was computing is given up, with its Spark jobs and its lock; the next one computes. */
    @Test
    @Tag("fault-14")
    void computationEndsWhenPythonHasClosedTheConnection(@TempDir Path directory) throws Exception {
        SparkSession spark = SharedSpark.session();
        String table = TestCatalog.over(directory, Map.of()) + ".a.data";
        HeldFunction held = HeldFunction.register("held_for_python");
        FutureTask<Integer> call = new FutureTask<>(() -> {
            spark.sql("CREATE TABLE " + table + " AS SELECT held_for_python(id) AS id FROM range(1)");
            return 0;
        });
        Thread thread = new Thread(new Connection(connection, call));
        thread.setDaemon(true);
        thread.start();
        held.awaitCall();
        python.close();

        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        try {
            Eventually.within(
                    Duration.ofSeconds(20),
                    "no job runs",
                    () -> spark.sparkContext().statusTracker().getActiveJobIds().length == 0);
        } finally {
            held.let();
        }
        spark.sql("CREATE TABLE " + table + " AS SELECT 7L AS id");
        assertThat(spark.table(table).first().getLong(0)).isEqualTo(7);
    }

    @Test
    void otherThreadsJustWait() throws Exception {
        assertThat(PythonCall.whileAwaited(() -> 7)).isEqualTo(7);
        assertThat(looks.getCount()).isEqualTo(2);
    }

    private static void assertInterrupted(FutureTask<Integer> call) {
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedIOException.class);
    }
}
