package io.turnstile.examples.demo;

import io.turnstile.examples.CreateTable;
import io.turnstile.examples.FlightData;
import io.turnstile.spark.event.DatasetEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An application as {@code run-submit.sh} submits it: {@link CreateTable}, and a line that tells what it did. */
public final class SubmittedJob {
    private SubmittedJob() {}

    /** Arguments: the directory of the data, and a file for {@code <action> <Spark jobs> <rows>}. */
    public static void main(String[] args) throws Exception {
        SparkSession spark = SparkSession.builder().getOrCreate();
        ApplicationWatch watch = ApplicationWatch.over(spark, () -> {});
        watch.begin();
        Dataset<Row> routes = CreateTable.run(spark, FlightData.fromArguments(args[0]));
        watch.end();
        DatasetEvent event = watch.firstEvent();
        String line = (event == null ? "NOTHING" : event.action()) + " " + watch.jobs() + " " + routes.count() + "\n";
        Path result = Path.of(args[1]);
        Path written = Files.writeString(Path.of(args[1] + ".part"), line, StandardCharsets.UTF_8);
        Files.move(written, result, StandardCopyOption.ATOMIC_MOVE); // Whoever waits for it finds all of it.
        spark.stop();
    }
}
