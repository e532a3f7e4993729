package io.turnstile.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.mapreduce.TurnstileCommitterFactory;
import io.turnstile.core.mapreduce.TurnstileOutputCommitter;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.TurnstileCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.util.ToolRunner;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that know nothing of Turnstile make datasets on a real HDFS, which are then read as tables. */
class PlainJobsTest {
    private static final FlightData DATA =
            new FlightData(Path.of("data").toUri().toString(), LocalDate.of(2001, 6, 29));

    @TempDir
    Path scratch;

    private final String root = MiniHdfs.shared().freshRoot("cache").toString();
    private final SparkSession spark = SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", 2)
            .config(
                    "spark.sql.warehouse.dir",
                    Path.of("target", "warehouse").toUri().toString())
            .config("spark.sql.sources.outputCommitterClass", TurnstileOutputCommitter.class.getName())
            .config("spark.sql.parquet.output.committer.class", TurnstileOutputCommitter.class.getName())
            .config("spark.hadoop.turnstile.root", root)
            .config("spark.sql.catalog.cache", TurnstileCatalog.class.getName())
            .config("spark.sql.catalog.cache.root", root)
            .getOrCreate();

    @AfterEach
    void stopSpark() {
        spark.stop();
    }

    @Test
    void mapReduceJobMakesADatasetOnceAndReplacesItWithLeave() throws Exception {
        assertThat(airportsByState()).isZero();

        List<Row> counted = spark.table("cache.travel.airports_by_state").collectAsList();
        List<Row> expected = DATA.airports(spark).collectAsList();
        assertThat(counted.stream()
                        .mapToLong(row -> row.<Long>getAs("airports"))
                        .sum())
                .isEqualTo(expected.size());
        assertThat(counted.stream().map(row -> row.<String>getAs("state")))
                .hasSizeGreaterThan(50)
                .doesNotHaveDuplicates();

        assertThat(airportsByState()).as("it exists").isOne();
        assertThat(airportsByState("-D", "turnstile.exists=skip")).isZero();
        assertThat(records()).as("published").containsExactly("00000001.json");
        assertThat(airportsByState("-D", "turnstile.rerun=allow")).isZero();
        assertThat(records()).as("published").containsExactly("00000001.json", "00000002.json");
        assertThat(spark.table("cache.travel.airports_by_state").collectAsList())
                .containsExactlyInAnyOrderElementsOf(counted);
    }

    /** What the directory of the dataset holds besides its generations. */
    private List<String> records() throws IOException {
        var directory = new org.apache.hadoop.fs.Path(root, "travel/airports_by_state/_turnstile");
        return Arrays.stream(directory
                        .getFileSystem(MiniHdfs.shared().configuration())
                        .listStatus(directory))
                .filter(FileStatus::isFile)
                .map(status -> status.getPath().getName())
                .toList();
    }

    private int airportsByState(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                "mapreduce.outputcommitter.factory.scheme.hdfs=" + TurnstileCommitterFactory.class.getName(),
                "-D",
                "turnstile.root=" + root,
                "-D",
                "turnstile.format=json",
                "-D",
                "mapreduce.job.reduces=3",
                "-D",
                "hadoop.tmp.dir=" + scratch));
        arguments.addAll(List.of(options));
        arguments.add(DATA.directory() + "/airports.csv");
        arguments.add(root + "/travel/airports_by_state/_new");
        Configuration configuration = MiniHdfs.shared().configuration();
        return ToolRunner.run(configuration, new AirportsByState(), arguments.toArray(String[]::new));
    }

    @Test
    void plainParquetMakesADatasetOnce() {
        String output = root + "/travel/route_delays/_new";
        PlainParquet.run(spark, DATA, output);

        assertThat(spark.table(RouteDelays.TABLE).collectAsList())
                .hasSizeGreaterThan(1_000)
                .containsExactlyInAnyOrderElementsOf(
                        RouteDelays.compute(spark, DATA).collectAsList());
        assertThatThrownBy(() -> PlainParquet.run(spark, DATA, output))
                .hasStackTraceContaining("dataset travel.route_delays exists (g-00000001-");
    }
}
