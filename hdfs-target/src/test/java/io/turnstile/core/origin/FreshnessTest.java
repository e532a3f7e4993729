package io.turnstile.core.origin;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.InputRow;
import io.turnstile.core.operations.LineageRow;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.storage.FilesVersion;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether it is noticed that what a dataset was computed from has changed, and nothing else. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class FreshnessTest extends EveryPairing {
    private static final Origin.Query QUERY =
            new Origin.Query("f1", "", "SELECT * FROM in", List.of("column a = in.a", "where 1 < in.a"));

    private FileSystem files;
    private Path in;
    private long clock = 1_000_000_000_000L;

    @BeforeEach
    void openInput() throws IOException {
        in = pairing.files().freshRoot("in");
        files = in.getFileSystem(pairing.files().configuration());
        in = files.makeQualified(in);
    }

    private void write(String name, String content) throws IOException {
        Path file = new Path(in, name);
        try (OutputStream out = files.create(file, true)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        clock += 1000;
        files.setTimes(file, clock, -1);
    }

    private Input input() throws IOException {
        FilesVersion version = FilesVersion.list(in, pairing.files().configuration());
        return new Input(
                Input.Kind.FILES,
                in.toString(),
                version.digest(),
                version.files(),
                version.bytes(),
                version.newest(),
                "",
                false);
    }

    private Generation publish(String key, Origin.Query query, Input... inputs) throws IOException {
        CachedDataset dataset = applications.root("writer", "rerun", "allow").dataset(DatasetKey.parse(key));
        GenerationContent content = new GenerationContent(
                "text", "value string", List.of(), Map.of(), 1, null, new Origin(query, List.of(inputs)));
        try (GenerationWrite write = compute(dataset, WriteMode.REPLACE)) {
            applications.writeTask(write, key);
            return write.commit(content).head();
        }
    }

    private Input dataset(String key, Generation generation) throws IOException {
        return Input.dataset(
                applications.root("reader").path().toString(),
                key,
                generation.name().toString());
    }

    private Freshness freshness(String key) throws IOException {
        CachedDataset dataset = applications.root("looker").dataset(DatasetKey.parse(key));
        return dataset.freshness(TableVersions.NONE).ofInputs(dataset.head().orElseThrow());
    }

    private Freshness freshness(String key, Origin now) throws IOException {
        CachedDataset dataset = applications.root("looker").dataset(DatasetKey.parse(key));
        return dataset.freshness(TableVersions.NONE).of(dataset.head().orElseThrow(), now);
    }

    @Test
    void unchangedInputsAreFreshAndWhatIsHiddenInThemDoesNotCount() throws IOException {
        write("day=1/part-0", "1");
        Generation head = publish("a.b", QUERY, input());
        write("_SUCCESS", "");
        write(".part-0.crc", "x");
        write("_temporary/0/part-1", "y");

        assertThat(freshness("a.b").isFresh()).isTrue();
        assertThat(freshness("a.b", new Origin(QUERY, List.of(input()))).isFresh())
                .isTrue();
        assertThat(head.originHash())
                .isEqualTo(new Origin(QUERY, List.of(input())).hash())
                .hasSize(32);
    }

    @Test
    void eachChangeOfAFileIsNoticedAndNamed() throws IOException {
        write("part-0", "1");
        write("part-1", "2");
        publish("a.b", QUERY, input());

        write("part-0", "1");
        assertThat(freshness("a.b").sentence())
                .as("touched")
                .isEqualTo(in + " has changed (2 files, the newest of 2001-09-09T01:46:43Z)");
        publish("a.b", QUERY, input());
        write("_day=2/part-2", "3");
        assertThat(freshness("a.b").sentence()).startsWith(in + " has changed (2 files then, 3 now, the newest of");
        publish("a.b", QUERY, input());
        files.delete(new Path(in, "part-1"), false);
        assertThat(freshness("a.b").sentence()).startsWith(in + " has changed (3 files then, 2 now");
        publish("a.b", QUERY, input());
        files.rename(new Path(in, "part-0"), new Path(in, "part-9"));
        assertThat(freshness("a.b").isFresh()).isFalse();
        files.delete(in, true);
        assertThat(freshness("a.b").sentence()).isEqualTo(in + " is gone");
    }

    /** The oracle is the set of files that there is. */
    @Test
    void directoriesAreEqualExactlyIfTheirFilesAre() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Map<String, Long>, String> versions = new HashMap<>();
        Map<String, Long> there = new HashMap<>();
        for (int i = 0; i < 120; i++) {
            String name = "d=" + random.nextInt(2) + "/f" + random.nextInt(2);
            if (random.nextInt(3) == 0) {
                files.delete(new Path(in, name), false);
                there.remove(name);
            } else {
                write(name, "x");
                long time = 1_000_000_000_000L + random.nextInt(2) * 1000L;
                files.setTimes(new Path(in, name), time, -1);
                there.put(name, time);
            }
            String version = input().version();
            String known = versions.putIfAbsent(Map.copyOf(there), version);
            assertThat(version)
                    .as("seed " + seed + ", step " + i)
                    .isEqualTo(Optional.ofNullable(known).orElse(version));
        }
        assertThat(versions.values()).as("seed " + seed).doesNotHaveDuplicates().hasSizeGreaterThan(10);
    }

    @Test
    void anotherQueryIsNamedByThePartThatDiffers() throws IOException {
        write("part-0", "1");
        publish("a.b", QUERY, input());
        Origin.Query other = new Origin.Query("f2", "", "", List.of("column a = in.a", "where 2 < in.a"));

        Freshness freshness = freshness("a.b", new Origin(other, List.of(input())));
        assertThat(freshness.queryDiffers()).isTrue();
        assertThat(freshness.sentence())
                .isEqualTo("its query was another one: 'where 1 < in.a' then, 'where 2 < in.a' now");
        assertThat(freshness("a.b").isFresh()).as("its inputs alone").isTrue();
    }

    @Test
    void anotherSetOfInputsIsNoticed() throws IOException {
        write("part-0", "1");
        publish("a.b", QUERY, input());
        Input another = Input.dataset("hdfs://elsewhere/cache", "x.y", "g-00000001-00000000");

        assertThat(freshness("a.b", new Origin(QUERY, List.of(another))).sentence())
                .isEqualTo("it read " + in + ", too; it did not read dataset x.y");
    }

    @Test
    void whatCannotBeToldIsNeverFresh() throws IOException {
        publish("a.b", QUERY, Input.unknown("jdbc:x", "a table of JDBC has no version"));
        publish("a.untold", new Origin.Query("", "it has a function whose code nobody knows", "", List.of()));
        CachedDataset plain = applications.root("plain").dataset(DatasetKey.parse("a.plain"));
        applications.finish(compute(plain, WriteMode.REUSE), "x");

        assertThat(freshness("a.b").isFresh()).isFalse();
        assertThat(freshness("a.b").sentence())
                .isEqualTo("whether jdbc:x has changed cannot be told: a table of JDBC has no version");
        assertThat(freshness("a.untold", new Origin(QUERY, List.of())).sentence())
                .isEqualTo(
                        "whether its query was another one cannot be told: it has a function whose code nobody knows");
        assertThat(freshness("a.plain").sentence()).isEqualTo("what it was computed from is not recorded");
        assertThat(plain.head().orElseThrow().originHash()).isEmpty();
    }

    @Test
    void whatChangedWhileItWasReadIsStaleAtOnce() throws IOException {
        write("part-0", "1");
        Generation head = publish("a.b", QUERY, input().changedMeanwhile());

        assertThat(head.originHash()).isEmpty();
        assertThat(freshness("a.b").sentence()).isEqualTo(in + " changed while it was read");
    }

    @Test
    void changesAreSeenThroughChainsOfDatasets() throws IOException {
        write("part-0", "1");
        Generation first = publish("a.first", QUERY, input());
        Generation second = publish("a.second", QUERY, dataset("a.first", first));
        publish("a.third", QUERY, dataset("a.second", second));
        assertThat(freshness("a.third").isFresh()).isTrue();

        write("part-1", "2");
        Freshness third = freshness("a.third");
        assertThat(third.changes()).as("computing it again would give the same").isEmpty();
        assertThat(third.sentence()).startsWith("beneath dataset a.first, " + in + " has changed");

        Generation again = publish("a.first", QUERY, input());
        assertThat(freshness("a.third").sentence())
                .isEqualTo("beneath dataset a.second, dataset a.first has changed (" + first.name() + " then, "
                        + again.name() + " now)");
        assertThat(freshness("a.second").changes()).hasSize(1);
        DatasetRoot root = applications.root("remover", "rerun", "allow");
        root.dataset(DatasetKey.parse("a.first")).remove();
        assertThat(freshness("a.second").sentence()).isEqualTo("dataset a.first is gone");
    }

    @Test
    void operatorsSeeInputsThenAndNowAndTheWholeLineage() throws IOException {
        write("part-0", "1");
        Generation first = publish("a.first", QUERY, input());
        publish("a.second", QUERY, dataset("a.first", first), Input.unknown("jdbc:x", "no version"));
        publish("a.third", QUERY, dataset("a.second", first));
        write("part-1", "2");
        Origins origins = new Origins(applications.root("operator"), TableVersions.NONE);

        assertThat(origins.inputs("a.first")).singleElement().satisfies(row -> {
            assertThat(row.state()).isEqualTo(InputRow.CHANGED);
            assertThat(row.filesThen()).isEqualTo(1);
            assertThat(row.changedAt()).isNotNull();
        });
        assertThat(origins.inputs("a.second"))
                .extracting(InputRow::input, InputRow::state)
                .containsExactly(tuple("a.first", InputRow.SAME), tuple("jdbc:x", InputRow.UNKNOWN));
        assertThat(origins.inputs("a.third")).extracting(InputRow::state).containsExactly(InputRow.CHANGED);
        assertThat(origins.lineage("a.second", 10))
                .extracting(LineageRow::direction, LineageRow::depth, LineageRow::dataset, LineageRow::input)
                .containsExactly(
                        tuple("up", 1L, "a.second", "a.first"),
                        tuple("up", 2L, "a.first", in.toString()),
                        tuple("up", 1L, "a.second", "jdbc:x"),
                        tuple("down", 1L, "a.third", "a.second"));
        assertThat(origins.lineage("a.third", 1)).hasSize(1);
    }
}
