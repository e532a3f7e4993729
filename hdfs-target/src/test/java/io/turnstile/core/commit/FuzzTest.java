package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.ProvenStore;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.LocalFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is in a record, a manifest or a root's file, reading it gives something whole or a {@link DamagedException}.
 * A hundred thousand damaged ones, made from a seed that a failure prints; {@code -Dfuzz.seed=…} makes the same again.
 */
@Tag("fault-9")
class FuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20_260_101L);
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 35_000);
    private static final Path ROOT = new Path("/root");
    private static final Layout LAYOUT = Layout.of(ROOT, DatasetKey.parse("travel.route_delays"));

    private interface Parsed {
        void from(byte[] content) throws IOException;
    }

    private final Memory storage = new Memory();

    FuzzTest() throws IOException {}

    @Test
    @Timeout(60)
    void damagedRecordIsReadAsWhatItIsOrNotAtAll() throws IOException {
        CommitRecord first = Records.publish(CommitRecord.NONE);
        CommitRecord second = Records.publish(first);
        CommitRecord third =
                second.retire(Set.of(first.headName()), Set.of(), Set.of(), Records.NOW, Records.author("collector"));

        fuzz(CommitRecordJson.write(third), content -> {
            CommitRecord read = CommitRecordJson.read(content, "record");
            assertThat(read.headName() == null || read.head().isPresent()).isTrue();
            read.generations()
                    .forEach(generation -> assertThat(
                                    LAYOUT.generation(generation.name()).getParent())
                            .isEqualTo(LAYOUT.log()));
        });
    }

    /** Of the time before these fields; what reads them today must not take them for damaged. */
    @Test
    void recordThatLacksWhatLaterVersionsTellIsRead() throws IOException {
        CommitRecord record = Records.publish(CommitRecord.NONE);
        String written = new String(CommitRecordJson.write(record), StandardCharsets.UTF_8);
        String earlier = written.replaceFirst("\"parameters\" : [{][^}]*},", "");
        for (String field : List.of("dataFormat", "origin", "executorMillis", "ttlMillis", "stale")) {
            earlier = earlier.replaceFirst("\"" + field + "\" : .*\n", "");
        }
        assertThat(earlier).hasSizeLessThan(written.length() - 60).doesNotContain("origin", "parquet", "recompute");

        Generation read = CommitRecordJson.read(earlier.getBytes(StandardCharsets.UTF_8), "record")
                .head()
                .orElseThrow();
        assertThat(read.dataFormat()).isEmpty();
        assertThat(read.parameters()).isEqualTo(Parameters.NONE);
        assertThat(read.originHash()).isEmpty();
        assertThat(read.stale()).isEmpty();
        assertThat(read.ttl()).isNull();
        assertThat(CommitRecordJson.read(CommitRecordJson.write(record), "record"))
                .isEqualTo(record);
    }

    @Test
    @Timeout(60)
    void damagedManifestIsReadAsWhatItIsOrNotAtAll() throws IOException {
        GenerationName name = new GenerationName(7, "4f2a91c0");
        Manifest manifest = new Manifest(
                name,
                "parquet",
                "{\"type\":\"struct\",\"fields\":[]}",
                List.of("dt", "origin"),
                Map.of("comment", "flights – delays"),
                600,
                List.of(
                        new Manifest.DataDirectory("", List.of(new Manifest.DataFile("part-00000-t0a0.parquet", 1, 2))),
                        new Manifest.DataDirectory(
                                "dt=2001-01-01/origin=JFK",
                                List.of(
                                        new Manifest.DataFile("part-00001-t1a0.parquet", 12_345, 1_700_000_000_000L),
                                        new Manifest.DataFile("part-00002-t2a0.parquet", 0, 0)))));
        ManifestFile.write(storage, LAYOUT, manifest, Origin.UNTOLD);
        Path generation = LAYOUT.generation(name);

        fuzz(storage.content, content -> {
            storage.content = content;
            Manifest read = ManifestFile.read(storage, LAYOUT, name);
            read.directories()
                    .forEach(directory -> directory.files().forEach(file -> {
                        Path in = directory.path().isEmpty() ? generation : new Path(generation, directory.path());
                        assertThat(in + "/" + file.name())
                                .startsWith(generation + "/")
                                .doesNotContain("/../");
                    }));
        });
    }

    @Test
    @Timeout(60)
    void damagedFileOfARootIsReadAsWhatItIsOrNotAtAll() throws IOException {
        RootFile file = new RootFile(
                "4f2a91c0-0000-4000-8000-000000000001",
                Duration.ofSeconds(30),
                null,
                new ProvenStore("https://store:9000", 8, 20, Instant.EPOCH));
        file.remember(storage, ROOT, new RootFile.LockService("r-1", "redis://host7:6379"));

        fuzz(storage.content, content -> {
            storage.content = content;
            assertThat(RootFile.read(storage, ROOT)).isPresent();
        });
    }

    /** As a disk gives that has lost its mind. */
    @Test
    @Timeout(60)
    void fileWithoutAnEndIsDamaged() throws IOException {
        Storage endless = new ForwardingStorage(storage) {
            @Override
            public InputStream open(Path file) {
                return new InputStream() {
                    @Override
                    public int read() {
                        return ' ';
                    }
                };
            }
        };

        assertThatThrownBy(() -> new CommitLog(endless, LAYOUT).read(1))
                .isInstanceOf(DamagedException.class)
                .hasMessageEndingWith("00000001.json: it is larger than 16777216 bytes.");
        assertThatThrownBy(() -> RootFile.read(endless, ROOT)).isInstanceOf(DamagedException.class);
    }

    private static void fuzz(byte[] whole, Parsed parsed) throws IOException {
        parsed.from(whole);
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] damaged = Mutation.of(whole, random);
            try {
                parsed.from(damaged);
            } catch (DamagedException expected) {
                assertThat(expected)
                        .hasMessageStartingWith("Cannot read ")
                        .message()
                        .doesNotContain("\n");
                refused++;
            } catch (IOException | RuntimeException | Error other) {
                throw new AssertionError("Input " + i + " of -Dfuzz.seed=" + SEED + ": " + shown(damaged), other);
            }
        }
        // Else the mutations would be too tame, or too wild, to find anything.
        assertThat(refused).isBetween(INPUTS / 2, INPUTS - INPUTS / 100);
    }

    private static String shown(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
    }

    /** Holds one file, whatever it is called. */
    private static final class Memory extends ForwardingStorage {
        private byte[] content = new byte[0];

        Memory() throws IOException {
            super(StorageFactory.open(
                    LocalFiles.shared().freshRoot("fuzz"), LocalFiles.shared().configuration()));
        }

        @Override
        public InputStream open(Path file) {
            return new ByteArrayInputStream(content);
        }

        @Override
        public OutputStream create(Path file) {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    content = toByteArray();
                }
            };
        }

        @Override
        public void replace(Path target, Path temporary, byte[] replacement) {
            content = replacement;
        }
    }
}
