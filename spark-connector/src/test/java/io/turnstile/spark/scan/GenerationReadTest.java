package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.spark.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows a read returns, and when it returns none. */
class GenerationReadTest {
    private static final Map<String, String> LENIENT =
            Map.of("spark.sql.files.ignoreMissingFiles", "true", "spark.sql.files.ignoreCorruptFiles", "true");

    @TempDir
    Path temporary;

    private static Dataset<Row> numbers() {
        return SharedSpark.session()
                .range(0, 400)
                .selectExpr("id", "concat('n', id) as name", "lpad(cast(id % 4 as string), 2, '0') as code");
    }

    private static List<Row> rows(Dataset<Row> data) {
        return data.orderBy("id").collectAsList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json", "PARQUET"})
    void rowsAreThoseThatSparkReads(String format) {
        TestGeneration generation = TestGeneration.write(numbers(), format, temporary.resolve("flat"));
        assertThat(rows(generation.read())).hasSize(400).isEqualTo(rows(generation.reference()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void rowsOfPartitionsAreThoseThatSparkReads(String format) {
        TestGeneration generation = TestGeneration.write(numbers(), format, temporary.resolve("parts"), "code");
        assertThat(rows(generation.read())).hasSize(400).isEqualTo(rows(generation.reference()));
        assertThat(generation.read().where("code = '01'").count()).isEqualTo(100);
    }

    @Test
    void filesThatTheManifestDoesNotNameAreNotRead() throws Exception {
        TestGeneration generation = TestGeneration.write(numbers(), "parquet", temporary.resolve("parts"), "code");
        Path named = generation.someFile();
        Files.copy(named, named.resolveSibling("another.parquet"));
        Path unnamed = Files.createDirectories(generation.directory().resolve("code=99"));
        Files.copy(named, unnamed.resolve("another.parquet"));

        assertThat(generation.reference().count()).isEqualTo(600);
        assertThat(generation.read().count()).isEqualTo(400);
    }

    @Test
    void filesBelowTheGenerationAreReadThoughNothingIsPartitioned() throws Exception {
        TestGeneration generation = TestGeneration.write(numbers(), "parquet", temporary.resolve("flat"));
        Path file = generation.someFile();
        Path below = Files.createDirectories(generation.directory().resolve("a/b: c"));
        Files.move(file, below.resolve("x=1%20.parquet"));
        DataFile moved = new DataFile("x=1%20.parquet", Files.size(below.resolve("x=1%20.parquet")), 0);

        assertThat(generation
                        .with(withDirectories(generation, List.of(new DataDirectory("a/b: c", List.of(moved)))))
                        .read()
                        .count())
                .isEqualTo(400);
    }

    @Test
    void generationWithoutFilesHasNoRows() {
        TestGeneration flat = TestGeneration.write(numbers(), "parquet", temporary.resolve("flat"));
        TestGeneration parts = TestGeneration.write(numbers(), "parquet", temporary.resolve("parts"), "code");
        assertThat(flat.with(withDirectories(flat, List.of())).read().count()).isZero();
        assertThat(parts.with(withDirectories(parts, List.of()))
                        .read()
                        .where("code = '01'")
                        .collectAsList())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "csv", "json"})
    void missingFileFailsTheReadWhateverTheSessionOrTheOptionsSay(String format) throws Exception {
        TestGeneration generation = TestGeneration.write(numbers(), format, temporary.resolve("parts"), "code");
        Files.delete(generation.someFile());
        SharedSpark.with(LENIENT, () -> {
            assertThat(generation.reference().count()).isEqualTo(300);
            assertFails(generation.read());
            assertFails(generation.read(Map.of("ignoreMissingFiles", "true")));
            assertFails(generation.read(Map.of("IGNOREMISSINGFILES", "true")));
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void missingFileFailsAnAggregateThatIsPushedDown(String format) throws Exception {
        TestGeneration generation = TestGeneration.write(numbers(), format, temporary.resolve("flat"));
        Files.delete(generation.someFile());
        SharedSpark.with(
                Map.of("spark.sql." + format + ".aggregatePushdown", "true"),
                () -> SharedSpark.with(LENIENT, () -> {
                    assertFails(generation.read().selectExpr("count(*)", "min(id)"));
                    return null;
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc"})
    void damagedFileFailsTheReadWhateverTheSessionOrTheOptionsSay(String format) throws Exception {
        TestGeneration generation = TestGeneration.write(numbers(), format, temporary.resolve("parts"), "code");
        byte[] bytes = Files.readAllBytes(generation.someFile());
        Files.write(generation.someFile(), new byte[bytes.length]);
        Files.deleteIfExists(
                generation.someFile().resolveSibling("." + generation.someFile().getFileName() + ".crc"));
        SharedSpark.with(LENIENT, () -> {
            assertThat(generation.reference().count()).isEqualTo(300);
            assertFails(generation.read());
            assertFails(generation.read(Map.of("ignoreCorruptFiles", "true")));
            return null;
        });
    }

    @Test
    void optionsThatNarrowAListingDownHaveNoEffect() {
        TestGeneration generation = TestGeneration.write(numbers(), "parquet", temporary.resolve("flat"));
        assertThat(generation
                        .read(Map.of("pathGlobFilter", "*.txt", "modifiedAfter", "2100-01-01T00:00:00"))
                        .count())
                .isEqualTo(400);
    }

    @Test
    void optionsOfTheFormatTakeEffect() {
        TestGeneration generation = TestGeneration.write(numbers(), "csv", temporary.resolve("flat"));
        assertThat(generation.read(Map.of("header", "true")).count()).isEqualTo(399);
    }

    @Test
    void fileThatSparkWouldPassOverIsRefused() {
        TestGeneration generation = TestGeneration.write(numbers(), "parquet", temporary.resolve("flat"));
        Manifest hidden = withDirectories(
                generation, List.of(new DataDirectory("", List.of(new DataFile("_part.parquet", 10, 0)))));
        assertThatThrownBy(() -> generation.with(hidden).read().count())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Spark takes for hidden");
    }

    @Test
    void directoryThatIsNamedTwiceIsRefused() {
        TestGeneration generation = TestGeneration.write(numbers(), "parquet", temporary.resolve("flat"));
        List<DataDirectory> directories = generation.manifest().directories();
        Manifest twice = withDirectories(generation, List.of(directories.get(0), directories.get(0)));
        assertThatThrownBy(() -> generation.with(twice).read().count())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void unknownDataFormatIsRefusedByName() {
        Manifest avro = new Manifest(
                io.turnstile.core.identity.GenerationName.parse("g-00000001-4f2a91c0")
                        .orElseThrow(),
                "avro",
                "",
                List.of(),
                Map.of(),
                -1,
                List.of());
        TestGeneration generation = TestGeneration.write(numbers(), "parquet", temporary.resolve("flat"));
        assertThatThrownBy(() -> generation.with(avro).scans())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read generation g-00000001-4f2a91c0: its data format is 'avro', and only"
                        + " parquet, orc, csv, json can be read");
    }

    private static void assertFails(Dataset<Row> query) {
        assertThatThrownBy(query::collectAsList).isInstanceOf(Exception.class);
    }

    private static Manifest withDirectories(TestGeneration generation, List<DataDirectory> directories) {
        Manifest manifest = generation.manifest();
        return new Manifest(
                manifest.generation(),
                manifest.dataFormat(),
                manifest.schema(),
                manifest.partitionColumns(),
                manifest.properties(),
                -1,
                directories);
    }
}
