package io.turnstile.bench.reuse;

import com.sun.management.OperatingSystemMXBean;
import io.turnstile.bench.spark.Conf;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * An application that does what the lines of its input say, each in a session of its own, and ends when its input does. It answers
 * each with a line, see {@link JobRun}.
 */
final class JobApplication {
    /** The name of a job follows. */
    static final String RUN = "run ";

    /** The name of a job follows, of which the event log is not to tell the parts. */
    static final String RUN_SILENTLY = "silently ";

    /** A part follows that is to be computed and cached, and its columns. */
    static final String CACHE = "cache ";

    /** A catalog follows whose datasets are reused from now on. */
    static final String CATALOG = "catalog ";

    /** Ends the application, so that its event log is complete, and begins another in the same JVM. */
    static final String RESTART = "restart";

    private final Warehouse warehouse;
    private SparkSession application;
    private TaskTime tasks;
    private String catalog = "cache";

    JobApplication(SparkSession application, Warehouse warehouse) {
        this.application = application;
        this.warehouse = warehouse;
        this.tasks = TaskTime.of(application.sparkContext());
    }

    /** The location of the warehouse; settings are system properties. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // Nobody else may write where the answers go.
        Warehouse warehouse = new Warehouse(args[0]);
        JobApplication application = new JobApplication(begun(warehouse), warehouse);
        out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(application.does(line));
        }
        System.exit(0);
    }

    private static SparkSession begun(Warehouse warehouse) {
        SparkSession session = SparkSession.builder().getOrCreate();
        warehouse.register(session);
        return session;
    }

    private String does(String line) throws Exception {
        if (line.equals(RESTART)) {
            application.stop();
            application = begun(warehouse);
            tasks = TaskTime.of(application.sparkContext());
            return "restarted";
        }
        if (line.startsWith(CATALOG)) {
            catalog = line.substring(CATALOG.length());
            return catalog;
        }
        SparkSession session = application.newSession();
        session.conf().set(Conf.REUSE_CATALOG, catalog);
        if (line.startsWith(CACHE)) {
            List<String> part = List.of(line.substring(CACHE.length()).split(" "));
            double before = tasks.seconds();
            AdvisedPart.cache(
                    (org.apache.spark.sql.classic.SparkSession) session,
                    warehouse,
                    catalog,
                    part.get(0),
                    part.subList(1, part.size()));
            return Double.toString(tasks.seconds() - before);
        }
        boolean silently = line.startsWith(RUN_SILENTLY);
        if (silently) {
            session.conf().set(Conf.ADVISE, "false");
        }
        return run(Jobs.named(line.substring((silently ? RUN_SILENTLY : RUN).length())), session)
                .line();
    }

    /**
     * Processor time is that of the whole process: tasks run in it, and what Spark counts for tasks lacks what the driver does,
     * where queries are compared with datasets, as well as compiling and collecting garbage.
     */
    JobRun run(Job job, SparkSession session) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        double before = tasks.seconds();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        Dataset<Row> query = job.query().in(session, warehouse);
        List<Row> rows = query.collectAsList();
        double wall = (System.nanoTime() - start) / 1e9;
        double spent = (system.getProcessCpuTime() - cpu) / 1e9;
        return new JobRun(
                spent, tasks.seconds() - before, wall, JobResult.of(query.schema(), rows), ReadDatasets.of(query));
    }
}
