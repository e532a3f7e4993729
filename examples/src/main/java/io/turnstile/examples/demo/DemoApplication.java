package io.turnstile.examples.demo;

import io.turnstile.examples.CityDelays;
import io.turnstile.examples.ComputeOnce;
import io.turnstile.examples.CreateTable;
import io.turnstile.examples.FlightData;
import io.turnstile.examples.ReadRoutes;
import io.turnstile.examples.Rerun;
import io.turnstile.spark.event.DatasetEvent;
import io.turnstile.spark.event.DatasetEvent.Action;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One Spark application of the demonstration. It does what its standard input says, one {@link Command} a line, and says
 * on its standard output what comes of it, one {@link Message} a line. It ends when the input does.
 */
final class DemoApplication {
    /** What an application can be told to do. */
    enum Command {
        COMPUTE_ONCE,
        CREATE_TABLE,
        READ,
        /** Read, and stop after some rows until told to go on. */
        READ_SLOWLY,
        /** To an application that reads slowly: go on. */
        GO_ON,
        RERUN,
        /** Rerun, after setting what allows it. */
        RERUN_ALLOWED,
        /** A query without a name, as a DataFrame. */
        HINT_FRAME,
        /** The same in SQL. */
        HINT_SQL,
        STOP
    }

    private final PrintStream out;
    private final FlightData firstData;
    private final FlightData rerunData;
    private final SparkSession spark;
    private final ApplicationWatch watch;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

    private DemoApplication(PrintStream out, FlightData firstData, FlightData rerunData) {
        this.out = out;
        this.firstData = firstData;
        this.rerunData = rerunData;
        this.spark = SparkSession.builder().getOrCreate();
        this.watch = ApplicationWatch.over(spark, () -> say(Message.Kind.COMPUTING, ""));
    }

    /** Arguments: the directory of the data, and the first day whose flights a rerun counts. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // Nobody else may write where the demonstration reads messages.
        DemoApplication application =
                new DemoApplication(out, FlightData.fromArguments(args[0]), FlightData.fromArguments(args[0], args[1]));
        application.listen();
        application.run();
    }

    private void listen() {
        Thread listener = new Thread(this::takeCommands, "commands");
        listener.setDaemon(true);
        listener.start();
    }

    private void takeCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Command command = null;
            while (command != Command.STOP) {
                String line = in.readLine();
                if (line == null) {
                    Runtime.getRuntime().halt(1); // Whoever started us is gone; there is nobody left to clean up for.
                }
                command = Command.valueOf(line);
                if (command == Command.GO_ON) {
                    ReadGate.open();
                } else {
                    commands.add(command);
                }
            }
        } catch (IOException | IllegalArgumentException broken) {
            broken.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void run() throws Exception {
        watch.begin(); // With a first job, which is slower than all that follow.
        watch.end();
        say(Message.Kind.READY, spark.sparkContext().applicationId());
        try {
            Command command = commands.take();
            while (command != Command.STOP) {
                say(Message.Kind.DONE, perform(command).encode());
                command = commands.take();
            }
        } finally {
            spark.stop();
        }
    }

    private Outcome perform(Command command) throws Exception {
        watch.begin();
        Instant began = Instant.now();
        Dataset<Row> routes;
        try {
            routes = getDataset(command);
        } catch (Exception failure) {
            return refusal(failure, began);
        }
        Instant had = Instant.now();
        watch.end();
        DatasetEvent event = watch.firstEvent();
        if (event == null) {
            throw new IllegalStateException("Turnstile reported nothing about " + command);
        }
        Fingerprint read = Fingerprint.of(routes);
        return new Outcome(
                event.action(),
                event.generation(),
                event.waited(),
                event.computeTime(),
                watch.jobs(),
                read.rows(),
                read.checksum(),
                "",
                new Span(began, had, Instant.now()));
    }

    private Dataset<Row> getDataset(Command command) {
        return switch (command) {
            case COMPUTE_ONCE -> ComputeOnce.run(spark, firstData);
            case CREATE_TABLE -> CreateTable.run(spark, firstData);
            case READ -> ReadRoutes.run(spark);
            case READ_SLOWLY -> readSlowly();
            case RERUN -> Rerun.run(spark, rerunData);
            case RERUN_ALLOWED -> {
                spark.conf().set("spark.turnstile.rerun", "allow");
                yield Rerun.run(spark, rerunData);
            }
            case HINT_FRAME -> planned(CityDelays.run(spark, firstData));
            case HINT_SQL -> planned(CityDelays.query(spark, firstData));
            case GO_ON, STOP -> throw new IllegalArgumentException(command + " gets no dataset");
        };
    }

    /** What is hinted is computed, waited for or found as its query is planned, before its rows are read. */
    private static Dataset<Row> planned(Dataset<Row> hinted) {
        hinted.queryExecution().optimizedPlan();
        return hinted;
    }

    private Dataset<Row> readSlowly() {
        Thread observer = new Thread(
                () -> {
                    try {
                        say(Message.Kind.HOLDING, Long.toString(ReadGate.awaitReader()));
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                "read gate");
        observer.setDaemon(true);
        observer.start();
        return ReadGate.hold(ReadRoutes.run(spark));
    }

    private Outcome refusal(Exception failure, Instant began) throws Exception {
        Instant refused = Instant.now();
        watch.end();
        DatasetEvent event = watch.firstEvent();
        if (event == null || event.action() != Action.REFUSED) {
            throw failure;
        }
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return new Outcome(
                Action.REFUSED,
                "",
                event.waited(),
                Duration.ZERO,
                watch.jobs(),
                0,
                "",
                reason,
                new Span(began, refused, refused));
    }

    private void say(Message.Kind kind, String text) {
        synchronized (out) {
            out.println(new Message("", kind, text).line());
            out.flush();
        }
    }
}
