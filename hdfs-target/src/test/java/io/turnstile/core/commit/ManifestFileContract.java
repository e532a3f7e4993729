package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.TestFileSystem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest promises, whatever it is kept on. */
abstract class ManifestFileContract {
    private final GenerationName generation = GenerationName.forTarget(1);
    private Storage storage;
    private Layout layout;

    abstract TestFileSystem files();

    @BeforeEach
    void openDataset() throws IOException {
        var root = files().freshRoot("manifest");
        storage = StorageFactory.open(root, files().configuration());
        layout = Layout.of(root, DatasetKey.parse("travel.route_delays"));
    }

    @Test
    void manifestIsReadBackAsItWasWritten() throws IOException {
        Manifest manifest = new Manifest(
                generation,
                "parquet",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"ü \\\"x\\\"\"}]}",
                List.of("dt", "_origin"),
                Map.of("comment", "two\nlines", "", "empty name"),
                600,
                List.of(
                        directory("dt=2001-01-01/_origin=JFK", new DataFile("part-00000-t0a0.parquet", 12, 3)),
                        directory(
                                "dt=2001-01-02/_origin=%2Fa%3D b",
                                new DataFile("part-00001-t1a7.c000.snappy.parquet", 1L << 40, -1))));

        assertThat(writtenAndRead(manifest)).isEqualTo(manifest);
        assertThat(manifest.size()).isEqualTo(new Generation.Size(600, 2, (1L << 40) + 12));
    }

    @Test
    void emptyGenerationHasAManifestWithoutFiles() throws IOException {
        Manifest empty = manifest(List.of());

        assertThat(writtenAndRead(empty)).isEqualTo(empty);
        assertThat(empty.size()).isEqualTo(new Generation.Size(-1, 0, 0));
    }

    @Test
    void namesWithOddCharactersAreKeptAsTheyAre() throws IOException {
        Manifest odd = manifest(List.of(directory(
                "a=%00 \"'\\ü😀\t/..b/c..",
                new DataFile("...", 1, 1),
                new DataFile("a\\b", 1, 1),
                new DataFile("x%2Fy z?*[{#", 1, 1),
                new DataFile("\n", 1, 1))));

        assertThat(writtenAndRead(odd)).isEqualTo(odd);
    }

    @Test
    void tenThousandFilesAreReadBackInTheirOrder() throws IOException {
        Manifest large = manifest(IntStream.range(0, 100)
                .mapToObj(i -> directory(
                        "dt=" + i,
                        IntStream.range(0, 100)
                                .mapToObj(j -> new DataFile("part-%05d-t%da0.parquet".formatted(j, j), j, i))
                                .toArray(DataFile[]::new)))
                .toList());

        assertThat(writtenAndRead(large)).isEqualTo(large);
        assertThat(large.size().files()).isEqualTo(10_000);
    }

    @Test
    void originIsReadBackAsItWasWrittenAndWithoutTheFiles() throws IOException {
        Origin origin = new Origin(
                new Origin.Query("f", "", "SELECT \"ü\"\n", List.of("column a", "where b")),
                List.of(
                        new Input(Input.Kind.FILES, "hdfs://n/in", "00ff", 2, 12, Instant.EPOCH, "", true),
                        Input.dataset("hdfs://n/cache", "a.b", "g-00000001-00000000"),
                        Input.unknown("jdbc:x", "no version")));
        Manifest manifest = manifest(List.of(directory("", new DataFile("part", 1, 1))));
        ManifestFile.write(storage, layout, manifest, origin);

        assertThat(ManifestFile.read(storage, layout, generation)).isEqualTo(manifest);
        assertThat(ManifestFile.origin(storage, layout, generation)).isEqualTo(origin);
        assertThat(origin.hash()).as("of what changed while it was read").isEmpty();
    }

    @Test
    void signatureIsReadBackWithTheSchemaAndWithoutTheFiles() throws IOException {
        Origin origin = new Origin(new Origin.Query("f", "", "", List.of()), List.of())
                .signed(signature(2000))
                .with(List.of(Input.unknown("x", "y")));
        Manifest manifest = manifest(List.of(directory("", new DataFile("part", 1, 1))));
        ManifestFile.write(storage, layout, manifest, origin);

        assertThat(ManifestFile.read(storage, layout, generation)).isEqualTo(manifest);
        assertThat(ManifestFile.heading(storage, layout, generation))
                .isEqualTo(new ManifestFile.Heading(manifest.schema(), origin));
        assertThat(origin.signature()).isNotNull();
        assertThat(origin.signed(signature(2001)).signature())
                .as("too many columns")
                .isNull();
    }

    private static Origin.Signature signature(int columns) {
        return new Origin.Signature(
                "0".repeat(31) + "a",
                "f".repeat(32),
                IntStream.range(0, columns)
                        .mapToObj(i -> new Origin.Column("ü" + i, "h" + i, "{\"type\":\"array\"}"))
                        .toList());
    }

    @Test
    void signatureWhoseHashesAreOfAnotherFormIsLeftOut() throws IOException {
        Origin origin = new Origin(new Origin.Query("f", "", "", List.of()), List.of());
        ManifestFile.write(storage, layout, manifest(List.of()), origin.signed(signature(1)));
        Path file = layout.manifest(generation);
        String text;
        try (InputStream in = storage.open(file)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        byte[] longer = text.replace("f".repeat(32), "f".repeat(64)).getBytes(StandardCharsets.UTF_8);
        storage.replace(file, file.suffix(".tmp"), longer);

        assertThat(ManifestFile.origin(storage, layout, generation)).isEqualTo(origin);
        assertThatThrownBy(() -> new Origin.Signature("f".repeat(64), "f".repeat(32), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void originIsCutToASizeThatReadersDoNotNotice() throws IOException {
        String line = "x".repeat(10_000);
        Origin large = new Origin(
                new Origin.Query("f", "", line, Collections.nCopies(1000, line)),
                IntStream.range(0, 5000)
                        .mapToObj(i -> Input.dataset("hdfs://n/cache", "a.b" + i, "g-00000001-00000000"))
                        .toList());
        ManifestFile.write(storage, layout, manifest(List.of()), large);

        Origin read = ManifestFile.origin(storage, layout, generation);
        assertThat(read.inputs()).hasSize(1000).last().satisfies(rest -> {
            assertThat(rest.name()).isEqualTo("4001 more");
            assertThat(rest.isKnown()).isFalse();
        });
        assertThat(read.query().text()).hasSize(2000);
        assertThat(read.query().form()).hasSize(200).allMatch(cut -> cut.length() == 500);
        assertThat(storage.status(layout.manifest(generation)).length()).isLessThan(400_000);
    }

    @Test
    void manifestWithoutAnOriginSaysSo() throws IOException {
        writtenAndRead(manifest(List.of()));
        assertThat(ManifestFile.origin(storage, layout, generation)).isEqualTo(Origin.UNTOLD);
    }

    @Test
    void missingManifestIsNotFound() {
        assertThatThrownBy(() -> ManifestFile.read(storage, layout, generation))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void manifestIsNeverOverwritten() throws IOException {
        Manifest first = manifest(List.of());
        ManifestFile.write(storage, layout, first, Origin.UNTOLD);

        assertThatThrownBy(() -> ManifestFile.write(
                        storage, layout, manifest(List.of(directory("", new DataFile("other", 1, 1)))), Origin.UNTOLD))
                .isInstanceOf(IOException.class);
        assertThat(ManifestFile.read(storage, layout, generation)).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../x",
                "/",
                "/x",
                "a//b",
                "a/",
                "a/../b",
                ".",
                "./a",
                "a/.",
                "a\0b",
                "file:/etc",
                "file:///etc",
                "file:"
            })
    void directoryOutsideOfTheGenerationIsRefused(String path) throws IOException {
        assertRefused(
                manifest(List.of(directory(path, new DataFile("f", 1, 1)))),
                "it names a file outside of its generation.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a\0"})
    void fileOutsideOfTheGenerationIsRefused(String name) throws IOException {
        assertRefused(
                manifest(List.of(directory("", new DataFile(name, 1, 1)))),
                "it names a file outside of its generation.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "../x", "a/b"})
    void fileWithADirectoryInItsNameIsRefused(String name) throws IOException {
        assertRefused(manifest(List.of(directory("", new DataFile(name, 1, 1)))), "a file's name contains '/'.");
    }

    @Test
    void negativeLengthIsRefused() throws IOException {
        assertRefused(manifest(List.of(directory("", new DataFile("f", -1, 1)))), "a file's length is negative.");
    }

    @Test
    void manifestOfAnotherGenerationIsRefused() throws IOException {
        GenerationName other = new GenerationName(7, "0badf00d");
        String json = json(manifest(List.of()));

        assertDamaged(
                json.replace(generation.toString(), other.toString()), "it is the manifest of g-00000007-0badf00d.");
    }

    @Test
    void manifestOfALaterFormatIsRefused() throws IOException {
        assertDamaged(
                json(manifest(List.of())).replace("\"format\":1", "\"format\":2"),
                "it has format 2, and this version of Turnstile knows format 1. Use the version that wrote it, or a"
                        + " later one.");
    }

    @Test
    void manifestWithoutItsFilesIsRefused() throws IOException {
        assertDamaged(
                json(manifest(List.of())).replace("\"directories\"", "\"elsewhere\""),
                "it lacks its format, its schema or its files.");
    }

    /** Fewer rows than there were would be worse than an error. */
    @Test
    void truncatedManifestIsRefusedWhereverItEnds() throws IOException {
        String json = json(manifest(List.of(
                directory("dt=1", new DataFile("part-00000", 10, 1), new DataFile("part-00001", 20, 2)),
                directory("dt=2", new DataFile("part-00002", 30, 3)))));
        for (int length = 1; length < json.length(); length++) {
            assertDamaged(json.substring(0, length), "it is truncated or not JSON.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 1021})
    void manifestOfZeroBytesIsRefused(int length) throws IOException {
        assertDamaged("\0".repeat(length), "it is truncated or not JSON.");
    }

    @Test
    void emptyManifestIsRefused() throws IOException {
        assertDamaged("", "it is not one JSON object.");
    }

    @Test
    void manifestWithAnotherManifestBehindItIsRefused() throws IOException {
        String json = json(manifest(List.of()));

        assertDamaged(json + json, "it is not one JSON object.");
    }

    private void assertRefused(Manifest manifest, String sentence) throws IOException {
        ManifestFile.write(storage, layout, manifest, Origin.UNTOLD);

        assertThatThrownBy(() -> ManifestFile.read(storage, layout, generation))
                .isInstanceOf(DamagedException.class)
                .hasMessage("Cannot read " + layout.manifest(generation) + ": " + sentence);
    }

    private void assertDamaged(String content, String sentence) throws IOException {
        storage.delete(layout.manifest(generation));
        try (OutputStream out = storage.create(layout.manifest(generation))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }

        assertThatThrownBy(() -> ManifestFile.read(storage, layout, generation))
                .as(content)
                .isInstanceOf(DamagedException.class)
                .hasMessage("Cannot read " + layout.manifest(generation) + ": " + sentence);
    }

    private Manifest writtenAndRead(Manifest manifest) throws IOException {
        ManifestFile.write(storage, layout, manifest, Origin.UNTOLD);
        return ManifestFile.read(storage, layout, generation);
    }

    private String json(Manifest manifest) throws IOException {
        ManifestFile.write(storage, layout, manifest, Origin.UNTOLD);
        try (InputStream in = storage.open(layout.manifest(generation))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Manifest manifest(List<DataDirectory> directories) {
        return new Manifest(generation, "parquet", "{}", List.of(), Map.of(), -1, directories);
    }

    private static DataDirectory directory(String path, DataFile... files) {
        return new DataDirectory(path, List.of(files));
    }
}
