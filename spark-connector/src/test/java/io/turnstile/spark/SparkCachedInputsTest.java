package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.ReuseInput;
import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Spark itself has cached. It takes that for the rows of any query over the same paths, also when somebody else has changed the
 * files: such rows must not be published as those of the files that are there now.
 */
class SparkCachedInputsTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private ReuseInput made;
    private Turnstile turnstile;

    @BeforeEach
    void register() {
        made = new ReuseInput(directory);
        turnstile = made.turnstile();
    }

    @AfterEach
    void forget() {
        spark.catalog().clearCache();
    }

    private Dataset<Row> query() {
        return spark.read()
                .schema("id LONG, k LONG, s STRING")
                .parquet(made.files())
                .selectExpr("id", "k + 1 AS k");
    }

    /** As another application does: this one's Spark is not told. */
    private void somebodyAddsAFile() throws IOException {
        Path other = directory.resolve("other");
        spark.range(500, 501)
                .selectExpr("id", "id AS k", "'more' AS s")
                .coalesce(1)
                .write()
                .parquet(other.toString());
        try (Stream<Path> files = Files.list(other)) {
            Path file = files.filter(each -> each.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(file, Path.of(made.files()).resolve("more.parquet"));
        }
    }

    private List<String> rows(Dataset<Row> data) {
        return data.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private void nobodyGetsOlderRowsForTheFilesOfNow() throws Exception {
        assertThat(turnstile.operations().datasets("auto")).isEmpty();
        spark.catalog().clearCache();
        assertThat(rows(turnstile.cached(query()))).isEqualTo(rows(query())).hasSize(101);
    }

    @Test
    void rowsOfBeforeAnInputChangedAreNotCachedAsThoseOfNow() throws Exception {
        query().cache().count();
        somebodyAddsAFile();
        assertThat(rows(turnstile.cached(query()))).isEqualTo(rows(query())).hasSize(100);
        nobodyGetsOlderRowsForTheFilesOfNow();
    }

    @Test
    void rowsThatWereCachedOverOlderOnesAreNotEither() throws Exception {
        query().cache().count();
        somebodyAddsAFile();
        Dataset<Row> above = query().where("id >= 0");
        above.cache().count();
        query().unpersist();
        assertThat(rows(turnstile.cached(query().where("id >= 0")))).hasSize(100);
        nobodyGetsOlderRowsForTheFilesOfNow();
    }

    @Test
    void namedDatasetOfSuchRowsStandsForNoQueryAndItsInputsAreUnknown() throws Exception {
        query().cache().count();
        somebodyAddsAFile();
        turnstile.getOrCompute("a.named", this::query);
        spark.catalog().clearCache();
        assertThat(turnstile.origins().inputs("a.named"))
                .singleElement()
                .satisfies(input -> assertThat(input.toString())
                        .contains("cached by Spark as it was before its inputs changed; unpersist it"));
        SharedSpark.with(
                Map.of("spark.turnstile.reuse", "all", "spark.turnstile.reuse.catalog", made.catalog()),
                () -> assertThat(rows(query())).hasSize(101));
    }

    @Test
    void rowsThatAreCachedFromTheFilesThatAreThereAreADataset() throws Exception {
        query().cache().count();
        Dataset<Row> above = query().where("id >= 0");
        assertThat(rows(turnstile.cached(above))).isEqualTo(rows(above));
        assertThat(turnstile.operations().datasets("auto")).hasSize(1);
    }
}
