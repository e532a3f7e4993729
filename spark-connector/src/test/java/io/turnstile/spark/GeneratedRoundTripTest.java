package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.turnstile.core.testing.Eventually;
import io.turnstile.spark.testing.GeneratedCases;
import io.turnstile.spark.testing.GeneratedSettings;
import io.turnstile.spark.testing.GeneratedTable;
import io.turnstile.spark.testing.JobCount;
import io.turnstile.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is written, in any format and with any settings, is read in another session with other settings as plain Spark
 * had it in memory, or was refused: before any job of it was run, unless it is the rows themselves that a format does not
 * hold.
 */
class GeneratedRoundTripTest {
    /** What only the rows can tell. */
    private static final Pattern OF_ROWS = Pattern.compile(
            "rows hold|with the options that are given|INCONSISTENT_BEHAVIOR_CROSS_VERSION|File name too long");

    @TempDir
    Path root;

    static LongStream seeds() {
        return GeneratedCases.seeds(40);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsWrittenIsReadOrWasRefused(long seed) throws Exception {
        Random random = new Random(seed);
        String format = GeneratedSettings.format(random);
        GeneratedTable table = GeneratedTable.of(seed, format);
        Map<String, String> options = GeneratedSettings.options(format, random);
        Map<String, String> writing = GeneratedSettings.ofWriter(random);
        Map<String, String> reading = GeneratedSettings.ofReader(random);
        String shown = "%s %s, written with %s, read with %s%n%s".formatted(format, options, writing, reading, table);

        Throwable[] refusal = new Throwable[1];
        int jobs = JobCount.of(() -> refusal[0] = write(table, format, options, SharedSpark.other(writing)));

        if (refusal[0] != null) {
            Path log = root.resolve("any/table/_turnstile");
            if (Files.exists(log)) {
                Eventually.nothingButTheFailure(log);
            }
            if (jobs > 0) {
                assertThat(messages(refusal[0])).as(shown).containsPattern(OF_ROWS);
            }
            return;
        }
        assertThatCode(() -> read(table, reading, random, shown)).as(shown).doesNotThrowAnyException();
    }

    private void read(GeneratedTable table, Map<String, String> settings, Random random, String shown) {
        SparkSession reader = SharedSpark.other(settings);
        Dataset<Row> expected = table.in(reader);
        Dataset<Row> read = reader.read()
                .format("turnstile")
                .option("root", root.toString())
                .load("any.table");
        assertThat(read.schema().fields()).as(shown).containsExactlyInAnyOrder(nullable(expected));
        List<String> columns = Arrays.asList(expected.columns());
        assertSame(shown, select(read, columns), select(expected, columns));
        assertThat(read.count()).as(shown).isEqualTo(table.rows().size());
        List<String> some =
                columns.stream().filter(column -> random.nextBoolean()).toList();
        assertSame(shown + "\n" + some + " alone", select(read, some), select(expected, some));
    }

    private Throwable write(GeneratedTable table, String format, Map<String, String> options, SparkSession writer) {
        try {
            table.in(writer)
                    .write()
                    .format("turnstile")
                    .option("root", root.toString())
                    .option("format", format)
                    .options(options)
                    .partitionBy(table.partitionColumns().toArray(String[]::new))
                    .mode("ignore")
                    .save("any.table");
            return null;
        } catch (Exception refused) {
            return refused;
        }
    }

    private static StructField[] nullable(Dataset<Row> frame) {
        return frame.schema().asNullable().fields();
    }

    private static Dataset<Row> select(Dataset<Row> frame, List<String> columns) {
        return frame.selectExpr(columns.stream()
                .map(column -> "`" + column.replace("`", "``") + "`")
                .toArray(String[]::new));
    }

    private static void assertSame(String shown, Dataset<Row> read, Dataset<Row> expected) {
        assertThat(read.collectAsList().stream().map(GeneratedTable::shown))
                .as(shown)
                .containsExactlyInAnyOrderElementsOf(expected.collectAsList().stream()
                        .map(GeneratedTable::shown)
                        .toList());
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append('\n');
        }
        return messages.toString();
    }
}
