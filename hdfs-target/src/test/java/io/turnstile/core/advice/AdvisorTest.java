package io.turnstile.core.advice;

import static io.turnstile.core.testing.WrittenEventLog.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.turnstile.core.testing.WrittenEventLog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the advisor tells of event logs that were written by hand. */
class AdvisorTest {
    @TempDir
    private Path logs;

    private AdviceReport report() throws IOException {
        return Advisor.read(new org.apache.hadoop.fs.Path(logs.toUri()), new Configuration());
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }

    /** An application whose only query took four seconds for a part, and one for the rest. */
    private static WrittenEventLog application(String name, String user, String inputs) {
        return WrittenEventLog.of("app-" + name, name, user)
                .query(0, name.length(), "collect at " + name)
                .stage(0, 0, 4, 11, 12)
                .stage(0, 1, 1, 21)
                .parts(0, "[11,12,13],[21]", part("delays", inputs, 5, -1, "0:1.0"));
    }

    @Test
    void partThatTwoApplicationsComputedWouldHaveBeenSavedOnce() throws IOException {
        application("one", "ann", "v1").to(logs.resolve("app-one"));
        application("three", "bob", "v1").to(logs.resolve("app-three"));
        application("sixteen", "bob", "v1").to(logs.resolve("app-sixteen"));

        AdviceReport report = report();
        assertThat(report.processorTime()).isEqualTo(seconds(15));
        assertThat(report.saved()).isEqualTo(seconds(8));
        assertThat(List.of(report.logs(), report.applications(), report.queries(), report.silentQueries()))
                .containsExactly(3L, 3L, 3L, 0L);
        assertThat(report.overlapping()).singleElement().satisfies(row -> {
            assertThat(row.text()).isEqualTo("Aggregate: delays…");
            assertThat(row.runs()).isEqualTo(3);
            assertThat(row.each()).isEqualTo(seconds(4));
            assertThat(row.saved()).isEqualTo(seconds(8));
            assertThat(row.applications()).containsExactly("one", "three", "sixteen");
            assertThat(row.users()).containsExactly("ann", "bob");
            assertThat(row.queries()).contains("\"collect at one\" of one");
            assertThat(row.inputs()).containsExactly("parquet /in");
        });
    }

    @Test
    void partOfInputsThatHaveMovedOnSavesNothing() throws IOException {
        application("one", "ann", "v1").to(logs.resolve("app-one"));
        application("three", "ann", "v2").to(logs.resolve("app-three"));

        AdviceReport report = report();
        assertThat(report.saved()).isZero();
        assertThat(report.overlapping()).isEmpty();
        assertThat(report.movedOn()).singleElement().satisfies(row -> {
            assertThat(row.runs()).isEqualTo(1);
            assertThat(row.otherInputs()).isEqualTo(1);
        });
    }

    @Test
    void ofPartsThatAlwaysRanTogetherTheLargestIsToldOfAndAnInnerOneThatRanMoreOftenIsNotCountedTwice()
            throws IOException {
        for (String name : List.of("a", "bb")) {
            WrittenEventLog.of("app-" + name, name, "ann")
                    .query(0, name.length(), "collect")
                    .stage(0, 0, 4, 11)
                    .stage(0, 1, 6, 21)
                    .parts(
                            0,
                            "[11],[21]",
                            part("outer", "v1", 9, -1, "0:1.0,1:0.5"),
                            part("between", "v1", 7, 0, "0:1.0,1:0.25"),
                            part("inner", "v1", 5, 1, "0:1.0"))
                    .to(logs.resolve(name));
        }
        WrittenEventLog.of("app-c", "ccc", "ann")
                .query(0, 3, "collect")
                .stage(0, 0, 4, 11)
                .parts(0, "[11]", part("inner", "v1", 5, -1, "0:1.0"))
                .to(logs.resolve("c"));

        AdviceReport report = report();
        assertThat(report.overlapping())
                .extracting(AdviceRow::text, AdviceRow::saved, AdviceRow::besides)
                .containsExactly(
                        tuple("Aggregate: inner…", seconds(8), seconds(8)),
                        // Of the seven seconds, four are saved by the inner one.
                        tuple("Aggregate: outer…", seconds(7), seconds(3)));
        assertThat(report.saved()).isEqualTo(seconds(11));
    }

    /** One after another, each with those columns of the same part; it takes four seconds each time. */
    private void parts(String... columns) throws IOException {
        for (int time = 0; time < columns.length; time++) {
            WrittenEventLog.of("app" + time, "app" + time, "ann")
                    .query(0, time, "collect")
                    .stage(0, 0, 4, 11)
                    .parts(0, "[11]", part("delays", "v1", 5, -1, "0:1.0").replace("[\"c\"]", columns[time]))
                    .to(logs.resolve("app" + time));
        }
    }

    @Test
    void datasetWithMoreColumnsServesWhoNeedsFewer() throws IOException {
        parts("[\"d\"]", "[\"c\",\"d\",\"e\"]", "[\"d\"]");

        AdviceReport report = report();
        assertThat(report.overlapping()).first().satisfies(row -> {
            assertThat(row.applications()).containsExactly("app0", "app1", "app2");
            assertThat(row.saved()).isEqualTo(seconds(8));
            assertThat(row.moreColumns()).isZero();
        });
        assertThat(report.saved()).isEqualTo(seconds(8));
    }

    @Test
    void partOfWhichEachTakesOtherColumnsWouldBeADatasetWithThemAll() throws IOException {
        parts("[\"c\",\"d\",\"e\"]", "[\"d\",\"x\"]", "[\"y\"]");

        AdviceReport report = report();
        assertThat(report.overlapping()).singleElement().satisfies(row -> {
            assertThat(row.applications()).containsExactly("app0", "app1", "app2");
            assertThat(row.runs()).isEqualTo(3);
            assertThat(row.otherInputs()).isZero();
            assertThat(row.moreColumns()).isEqualTo(2);
            assertThat(row.hint()).contains("with the columns that the others take of it, 2 more");
        });
        assertThat(report.saved()).isEqualTo(seconds(8));
    }

    @Test
    void rollingLogIsReadInTheOrderOfItsFilesFromTheCompactedOneOn() throws IOException {
        String[] lines = application("one", "ann", "v1").text().split("\n", -1);
        Path rolling = Files.createDirectories(logs.resolve("eventlog_v2_app-one"));
        Files.writeString(rolling.resolve("appstatus_app-one.inprogress"), "");
        Files.writeString(rolling.resolve("events_8_app-one"), "{\"Event\":\"no longer of use");
        Files.writeString(
                rolling.resolve("events_9_app-one.compact"),
                String.join("\n", List.of(lines).subList(0, 6)) + "\n");
        Files.writeString(
                rolling.resolve("events_10_app-one"),
                String.join("\n", List.of(lines).subList(6, lines.length)));
        application("three", "ann", "v1").to(logs.resolve("app-three"));

        AdviceReport report = report();
        assertThat(report.logs()).isEqualTo(2);
        assertThat(report.saved()).isEqualTo(seconds(4));
        assertThat(report.damagedLines()).isZero();
    }

    @Test
    void logOfAnApplicationThatStillRunsCountsAsFarAsItGoesAndDamagedLinesAreCounted() throws IOException {
        application("one", "ann", "v1")
                .line("{\"Event\":\"SparkListenerJobStart\",\"Stage IDs\":[")
                .line("ÿþ no event at all")
                .line("{\"Event\":\"SparkListenerStageCompleted\",\"Stage Info\":{\"Stage ID\":5,\"Accumulables\":[]}}")
                .to(logs.resolve("app-one.inprogress"));
        String text = application("three", "ann", "v1").text();
        Files.writeString(
                logs.resolve("app-three.inprogress"), text.substring(0, text.length() - 30), StandardCharsets.UTF_8);
        Files.writeString(logs.resolve(".hidden.crc"), "x");

        AdviceReport report = report();
        assertThat(report.damagedLines()).isEqualTo(3);
        assertThat(report.stagesWithoutTime()).isEqualTo(1);
        assertThat(report.queries()).isEqualTo(1);
        assertThat(report.silentQueries()).isEqualTo(1);
        assertThat(report.processorTime()).isEqualTo(seconds(10));
    }

    @Test
    void stageThatFailedAndStagesOfNoQueryBelongToNoPart() throws IOException {
        for (String name : List.of("a", "bb")) {
            WrittenEventLog.of("app-" + name, name, "ann")
                    .query(0, name.length(), "collect")
                    .line(
                            "{\"Event\":\"SparkListenerStageCompleted\",\"Stage Info\":{\"Stage ID\":0,\"Failure Reason\":\"lost\","
                                    + "\"Accumulables\":[{\"ID\":11},{\"ID\":0,\"Name\":\"internal.metrics.executorCpuTime\",\"Value\":9000000000}]}}")
                    .line(
                            "{\"Event\":\"SparkListenerStageCompleted\",\"Stage Info\":{\"Stage ID\":7,"
                                    + "\"Accumulables\":[{\"ID\":11},{\"ID\":0,\"Name\":\"internal.metrics.executorCpuTime\",\"Value\":1000000000}]}}")
                    .stage(0, 0, 2, 11)
                    // A stage of the same query that has nothing to do with its plan, such as one that lists files.
                    .stage(0, 1, 8, 99)
                    .parts(0, "[11]", part("delays", "v1", 5, -1, "0:1.0"))
                    .to(logs.resolve(name));
        }
        AdviceReport report = report();
        assertThat(report.processorTime()).isEqualTo(seconds(22));
        assertThat(report.saved()).isEqualTo(seconds(2));
    }

    /** Three runs of four seconds each, of a part that is reckoned to take so many to be read, written, and made wider. */
    private void runs(String work, double reading, double writing, double column, String... columns)
            throws IOException {
        for (int i = 0; i < 3; i++) {
            WrittenEventLog.of("app-" + i, "app" + i, "ann")
                    .query(0, i, "collect")
                    .stage(0, 0, 4, 11)
                    .parts(
                            0,
                            "[11]" + work,
                            part("delays", "v1", 5, -1, "0:1.0")
                                    .replace("[\"c\"]", columns.length == 0 ? "[\"c\"]" : columns[i])
                                    .replace("\"reading\":0.0", "\"reading\":" + reading * 1e9)
                                    .replace("\"writing\":0.0", "\"writing\":" + writing * 1e9)
                                    .replace("\"column\":0.0", "\"column\":" + column * 1e9))
                    .to(logs.resolve("app-" + i));
        }
    }

    @Test
    void whatReadingAndWritingWouldCostIsNotSaved() throws IOException {
        runs("", 1, 2, 0);
        // All three read it, and one has to compute and write it first.
        assertThat(report().saved()).isEqualTo(seconds(3));
        assertThat(report().overlapping()).singleElement().satisfies(row -> {
            assertThat(row.computing()).isEqualTo(seconds(4));
            assertThat(row.writing()).isEqualTo(seconds(2));
            assertThat(row.reading()).isEqualTo(seconds(3));
            assertThat(row.saved()).isEqualTo(seconds(3));
        });
    }

    @Test
    void whatIsReckonedTakesAsMuchLongerAsWhatRanDid() throws IOException {
        runs(":2000000000", 0.5, 1, 0);
        assertThat(report().saved()).isEqualTo(seconds(3));
    }

    @Test
    void partThatCostsMoreThanItSavesIsNotReckonedAndSavesNothing() throws IOException {
        runs("", 2, 3, 0);
        assertThat(report().saved()).isZero();
        assertThat(report().overlapping()).singleElement().satisfies(row -> {
            assertThat(row.saved()).isZero();
            assertThat(row.besides()).isZero();
        });
    }

    @Test
    void partOfWhichNoRunComputedAllRowsSavesNothingAsNobodyKnowsWhatItTakes() throws IOException {
        for (String name : List.of("a", "bb", "ccc")) {
            WrittenEventLog.of("app-" + name, name, "ann")
                    .query(0, name.length(), "collect")
                    .stage(0, 0, 4, 11)
                    .parts(0, "[11]", part("delays", "v1", 5, -1, "0:1.0").replace("\"whole\":1", "\"whole\":0"))
                    .to(logs.resolve(name));
        }
        assertThat(report().saved()).isZero();
    }

    @Test
    void runThatComputedFewerRowsReadsThemAllAndIsNotWhatComputingTakes() throws IOException {
        double[] given = {100, 1000, 1000};
        double[] seconds = {1, 6, 6};
        for (int i = 0; i < 3; i++) {
            WrittenEventLog.of("app-" + i, "app" + i, "ann")
                    .query(0, i, "collect")
                    .stage(0, 0, seconds[i], 11)
                    .parts(
                            0,
                            "[11]",
                            part("delays", "v1", 5, -1, "0:1.0")
                                    .replace(
                                            "\"given\":100.0,\"whole\":1",
                                            "\"given\":" + given[i] + ",\"whole\":" + (i == 0 ? 0 : 1))
                                    .replace("\"reading\":0.0", "\"reading\":" + given[i] * 1e6))
                    .to(logs.resolve("app-" + i));
        }
        assertThat(report().overlapping()).singleElement().satisfies(row -> {
            assertThat(row.computing()).isEqualTo(seconds(6));
            assertThat(row.reading()).isEqualTo(seconds(3));
            assertThat(row.saved()).isEqualTo(seconds(4));
        });
    }

    @Test
    void columnsThatOthersTakeCostTheOneThatComputesAndWritesThemAll() throws IOException {
        runs("", 0, 2, 0.5, "[\"c\",\"d\"]", "[\"c\",\"x\"]", "[\"y\"]");
        // Of four columns it has two, and writes twice as much.
        assertThat(report().overlapping()).singleElement().satisfies(row -> {
            assertThat(row.columns()).containsExactly("c", "d", "x", "y");
            assertThat(row.computing()).isEqualTo(seconds(5));
            assertThat(row.writing()).isEqualTo(seconds(4));
            assertThat(row.saved()).isEqualTo(seconds(3));
        });
    }

    @Test
    void firstSecondOfEachExecutorIsNotSavedAsSomethingElseWouldHaveToWarmItUp() throws IOException {
        for (String name : List.of("a", "bb")) {
            WrittenEventLog.of("app-" + name, name, "ann")
                    .line("{\"Event\":\"SparkListenerExecutorAdded\",\"Executor ID\":\"1\"}")
                    .line("{\"Event\":\"SparkListenerExecutorAdded\",\"Executor ID\":\"2\"}")
                    .query(0, name.length(), "collect")
                    .stage(0, 0, 1.5, 11)
                    .stage(0, 1, 3, 21)
                    .parts(0, "[11],[21]", part("delays", "v1", 5, -1, "0:1.0,1:1.0"))
                    .to(logs.resolve(name));
        }
        AdviceReport report = report();
        assertThat(report.saved()).isEqualTo(seconds(2.5));
        assertThat(report.overlapping().get(0).each()).isEqualTo(seconds(4.5));
    }

    @Test
    void compressionThatIsNotHereIsToldWithWhatToDoAndTheOthersAreRead() throws IOException {
        application("one", "ann", "v1").to(logs.resolve("app-one"));
        application("three", "ann", "v1").to(logs.resolve("app-three"));
        Files.writeString(logs.resolve("app-four.zstd.inprogress"), "x");
        Files.writeString(logs.resolve("app-five.lz4"), "x");

        AdviceReport report = report();
        assertThat(report.unreadable())
                .satisfiesExactly(
                        five -> assertThat(five)
                                .startsWith("app-five.lz4: ")
                                .contains("spark.eventLog.compression.codec=zstd"),
                        four -> assertThat(four)
                                .startsWith("app-four.zstd.inprogress: ")
                                .contains("SPARK_HOME"));
        assertThat(report.saved()).isEqualTo(seconds(4));
    }

    @Test
    void partsThatRanOnceAreForgottenWhereThereIsNoRoom() throws IOException {
        WrittenEventLog log = WrittenEventLog.of("app-one", "one", "ann");
        for (int i = 0; i < 20; i++) {
            log.query(i, i, "collect")
                    .stage(i, i, 1, i)
                    .parts(i, "[" + i + "]", part("p" + i % 19, "v1", 5, -1, "0:1.0"));
        }
        log.to(logs.resolve("app-one"));

        AdviceReport all = report();
        assertThat(all.overlapping()).extracting(AdviceRow::text).containsExactly("Aggregate: p0…");
        assertThat(all.forgotten()).isZero();
        AdviceReport few = Advisor.read(new org.apache.hadoop.fs.Path(logs.toUri()), new Configuration(), 10);
        assertThat(few.overlapping()).isEmpty();
        assertThat(few.forgotten()).isPositive();
    }

    @Test
    void oneLogCanBeNamedAndADirectoryThatIsNotThereIsAnError() throws IOException {
        application("one", "ann", "v1").to(logs.resolve("app-one"));
        application("three", "ann", "v1").to(logs.resolve("app-three"));

        var one = new org.apache.hadoop.fs.Path(logs.resolve("app-one").toUri());
        assertThat(Advisor.read(one, new Configuration()).logs()).isEqualTo(1);
        assertThatThrownBy(() -> Advisor.read(one.suffix("-not"), new Configuration()))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("spark.eventLog.dir");
    }
}
