package io.turnstile.core.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An event log as Spark writes it, with what the advisor reads of it, and some of what it does not. */
public final class WrittenEventLog {
    private final StringBuilder text =
            new StringBuilder("{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"4.2.0\"}\n");
    private int jobs;

    /** That of an application that has just begun. */
    public static WrittenEventLog of(String id, String name, String user) {
        return new WrittenEventLog()
                .line("{\"Event\":\"SparkListenerApplicationStart\",\"App Name\":\"" + name + "\",\"App ID\":\"" + id
                        + "\",\"Timestamp\":1,\"User\":\"" + user + "\"}");
    }

    /** Any line. */
    public WrittenEventLog line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** The beginning of a query. */
    public WrittenEventLog query(long execution, long time, String description) {
        return line("{\"Event\":\"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart\",\"executionId\":"
                + execution + ",\"rootExecutionId\":" + execution + ",\"description\":\"" + description
                + "\",\"details\":\"a.B.c(B.java:1)\",\"physicalPlanDescription\":\"== …\",\"sparkPlanInfo\":"
                + "{\"nodeName\":\"Scan\",\"children\":[]},\"time\":" + time + ",\"modifiedConfigs\":{}}");
    }

    /** A stage of a query, and the job that it belongs to. */
    public WrittenEventLog stage(long execution, long stage, double seconds, long... metrics) {
        line("{\"Event\":\"SparkListenerJobStart\",\"Job ID\":" + jobs++
                + ",\"Submission Time\":1,\"Stage Infos\":[{\"Stage ID\":" + stage + "}],\"Stage IDs\":[" + stage
                + "],\"Properties\":{\"spark.sql.execution.id\":\"" + execution + "\"}}");
        line("{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":" + stage + ",\"Task Metrics\":{}}");
        return line("{\"Event\":\"SparkListenerStageCompleted\",\"Stage Info\":{\"Stage ID\":" + stage
                + ",\"Stage Attempt ID\":0,\"RDD Info\":[],\"Details\":\"…\",\"Accumulables\":["
                + Arrays.stream(metrics)
                        .mapToObj(
                                metric -> "{\"ID\":" + metric
                                        + ",\"Name\":\"number of output rows\",\"Value\":\"7\",\"Internal\":true,\"Metadata\":\"sql\"},")
                        .collect(Collectors.joining())
                + "{\"ID\":0,\"Name\":\"internal.metrics.executorCpuTime\",\"Value\":" + (long) (seconds * 1e9)
                + ",\"Internal\":true}]}}");
    }

    /**
     * What the connector tells of a query.
     *
     * @param stages lists of metrics, as {@code [1,2],[3]}; behind one may follow, after a colon, the nanoseconds that it is reckoned
     *     to take
     * @param parts made by {@link #part}
     */
    public WrittenEventLog parts(long execution, String stages, String... parts) {
        return line("{\"Event\":\"io.turnstile.spark.advice.QueryParts\",\"execution\":" + execution + ",\"stages\":["
                + Arrays.stream(stages.split(",(?=\\[)", -1))
                        .map(stage -> "{\"metrics\":" + stage.replace(":", ",\"work\":") + "}")
                        .collect(Collectors.joining(","))
                + "],\"parts\":[" + String.join(",", parts) + "]}");
    }

    /**
     * A part of a query.
     *
     * @param shares pairs, as {@code 0:1.0,1:0.5}
     */
    public static String part(String rows, String inputs, int nodes, int within, String shares) {
        return "{\"rows\":\"" + rows + "\",\"columns\":[\"c\"],\"inputs\":\"" + inputs + "\",\"text\":\"Aggregate: "
                + rows
                + "…\",\"sql\":\"\",\"names\":[\"parquet /in\"],\"nodes\":" + nodes + ",\"within\":" + within
                + ",\"shares\":["
                + Arrays.stream(shares.split(",", -1))
                        .map(share -> "{\"stage\":" + share.replace(":", ",\"share\":") + "}")
                        .collect(Collectors.joining(","))
                + "],\"given\":100.0,\"whole\":1,\"reading\":0.0,\"writing\":0.0,\"column\":0.0}";
    }

    /** Its text so far. */
    public String text() {
        return text.toString();
    }

    /** Writes it to a file, whose directory is made if need be. */
    public void to(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
