package io.turnstile.core.cli;

import static io.turnstile.core.testing.WrittenEventLog.part;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.WrittenEventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code advise}, which needs neither a root nor Redis. */
class AdviseCommandTest {
    private final CommandJvm command = new CommandJvm(Map.of());

    @TempDir
    private Path logs;

    private void write(String name, long time) throws IOException {
        WrittenEventLog.of("app-" + name, name, "ann")
                .query(0, time, "collect at \\u001b[2J" + name)
                .stage(0, 0, 90, 11)
                .stage(0, 1, 30, 21)
                .parts(
                        0,
                        "[11],[21]",
                        part("delays", "v1", 7, -1, "0:1.0,1:1.0"),
                        part("moved", "v" + time, 6, 0, "1:1.0"),
                        part("flights", "v1", 5, 0, "0:1.0"))
                .to(logs.resolve("app-" + name));
    }

    @Test
    void tellsWhatOverlapsWhatItWouldHaveSavedAndWhatToDo() throws IOException {
        write("one", 1);
        write("two", 2);

        assertThat(command.run(0, "advise", logs.toString()))
                .startsWith("2 event logs of 2 applications: 2 queries told of their parts, 0 did not.")
                .contains("Processor time: 4 min, ", "Saved, if all that overlaps had been cached: about 2 min (50 %).")
                .containsPattern("1 +2 min +2 min +2 +2 min +0 +one, two +ann")
                .contains("1. Aggregate: delays…", "reads   parquet /in", "\"collect at ?[2Jone\" of one")
                .contains("-> mark it with df.hint(\"cached\")", "SELECT /*+ CACHED */", "spark.turnstile.reuse=all")
                .contains("other inputs each time", "* Aggregate: moved…")
                .doesNotContain("flights", "could not be read");
        assertThat(command.run(0, "--json", "advise", logs.toUri().toString()))
                .startsWith(
                        "[{\"logs\":2,\"applications\":2,\"queries\":2,\"silent_queries\":0,\"processor_time\":240.0,")
                .contains(
                        "\"saved\":120.0,\"damaged_lines\":0,",
                        "\"overlapping\":[{\"saved\":120.0,\"besides\":120.0,\"runs\":2,")
                .contains("\"moved_on\":[{\"saved\":0.0,", "\"hint\":null}]}]");
    }

    @Test
    void listsNoMoreThanIsAskedForAndAllThatOverlapsIfThatIs() throws IOException {
        write("one", 1);
        write("two", 2);
        WrittenEventLog.of("app-three", "three", "ann")
                .query(0, 3, "collect")
                .stage(0, 0, 90, 11)
                .parts(0, "[11]", part("flights", "v1", 5, -1, "0:1.0"))
                .to(logs.resolve("app-three"));

        assertThat(command.run(0, "advise", logs.toString()))
                .contains("1. Aggregate: flights…", "2. Aggregate: delays…");
        assertThat(command.run(0, "advise", logs.toString(), "--top", "1"))
                .contains("1. Agg")
                .doesNotContain("2. Agg");
        assertThat(command.run(2, "advise", logs.toString(), "--top", "0")).contains("--top is 0");
        assertThat(command.run(2, "advise")).contains("<directory>");
    }

    @Test
    void logsThatTellOfNoPartsAreToldApartFromThoseInWhichNothingOverlaps() throws IOException {
        WrittenEventLog.of("app-one", "one", "ann")
                .query(0, 1, "collect")
                .stage(0, 0, 2, 11)
                .to(logs.resolve("app-one"));
        assertThat(command.run(0, "advise", logs.toString()))
                .contains(
                        "1 did not", "spark.turnstile.advise=true", "spark.plugins=io.turnstile.spark.TurnstilePlugin");

        Files.writeString(logs.resolve("app-two.zstd"), "x");
        write("three", 3);
        assertThat(command.run(0, "advise", logs.toString()))
                .contains("turnstile: Left out app-two.zstd: it is compressed with zstd", "set SPARK_HOME")
                .doesNotContain("spark.turnstile.advise=true");
        assertThat(command.run(1, "advise", logs.resolve("nothing").toString()))
                .startsWith("turnstile: There is no event log, nor a directory of them, at ")
                .contains("spark.eventLog.dir");
    }
}
