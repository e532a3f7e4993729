package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.DeltaSpark;
import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version of a Delta table a query reads, and which reads of one are refused. */
class DeltaInputsTest {
    private final SparkSession spark = DeltaSpark.session();

    @TempDir
    Path directory;

    private String table;

    @BeforeEach
    void make() {
        SparkSession.setActiveSession(spark);
        table = directory.resolve("t").toUri().toString();
        append(3);
    }

    @AfterEach
    void leave() {
        SparkSession.setActiveSession(SharedSpark.session());
    }

    private void append(int rows) {
        spark.range(rows)
                .selectExpr("id", "id % 2 AS p")
                .coalesce(1)
                .write()
                .format("delta")
                .partitionBy("p")
                .mode("append")
                .save(table);
    }

    private Dataset<Row> read() {
        return spark.read().format("delta").load(table);
    }

    private Dataset<Row> readAt(int version) {
        return spark.read().format("delta").option("versionAsOf", version).load(table);
    }

    private static ReadInput input(Dataset<Row> query) {
        List<ReadInput> inputs = Fingerprints.create().of(query).inputs();
        assertThat(inputs).hasSize(1);
        return inputs.get(0);
    }

    private static String refusal(Dataset<Row> query) {
        FingerprintAnswer answer = Fingerprints.create().of(query);
        assertThat(answer).isInstanceOf(Refusal.class);
        return ((Refusal) answer).reason();
    }

    @Test
    void aTableIsItsDirectoryAndItsVersionHoweverItIsRead() {
        spark.sql("CREATE TABLE delta_inputs USING delta LOCATION '" + table + "'");
        try {
            QueryFingerprint byPath = TestData.told(read().where("id > 1"));
            ReadInput input = byPath.inputs().get(0);
            assertThat(input.kind()).isEqualTo(ReadInput.Kind.TABLE);
            assertThat(input.name()).startsWith("delta.`file:/").endsWith("/t`");
            assertThat(input.version()).startsWith("0 of 20").contains(" of table ");

            for (Dataset<Row> same : List.of(
                    spark.table("delta_inputs").where("1 < id"),
                    spark.sql("SELECT * FROM delta_inputs WHERE id > 1"),
                    spark.sql("SELECT id, p FROM delta.`" + table + "` WHERE id > 1"))) {
                assertThat(TestData.told(same).key()).isEqualTo(byPath.key());
            }
        } finally {
            spark.sql("DROP TABLE delta_inputs");
        }
    }

    @Test
    void aQueryIsOfTheVersionThatItWouldReadNowAndNotOfThatOfItsMaking() {
        Dataset<Row> held = read();
        QueryFingerprint before = TestData.told(held);
        append(2);
        QueryFingerprint after = TestData.told(held);

        assertThat(held.count()).isEqualTo(5);
        assertThat(after.rows()).isEqualTo(before.rows());
        assertThat(after.key())
                .isNotEqualTo(before.key())
                .isEqualTo(TestData.told(read()).key());
        assertThat(after.inputs().get(0).version()).startsWith("1 of ");
    }

    @Test
    void anotherApplicationHasTheSameVersion() {
        String key = TestData.told(read()).key();
        DeltaSpark.forgetTables();

        assertThat(TestData.told(read()).key()).isEqualTo(key);
    }

    @Test
    void aTableAsOfAnotherTimeIsAnotherSourceThatNeverChanges() {
        append(2);
        QueryFingerprint first = TestData.told(readAt(0));
        append(1);

        assertThat(TestData.told(readAt(0)).key()).isEqualTo(first.key());
        assertThat(first.inputs().get(0).name()).endsWith("/t@v0`");
        assertThat(TestData.told(readAt(2)).rows())
                .isNotEqualTo(first.rows())
                .isNotEqualTo(TestData.told(read()).rows());
        assertThat(TestData.told(spark.read().format("delta").load(table + "@v0"))
                        .key())
                .isEqualTo(first.key());
        assertThat(TestData.told(spark.sql("SELECT * FROM delta.`" + table + "` VERSION AS OF 0"))
                        .key())
                .isEqualTo(first.key());
        String then = spark.sql("DESCRIBE HISTORY delta.`" + table + "`")
                .where("version = 0")
                .selectExpr("CAST(timestamp AS STRING)")
                .first()
                .getString(0);
        assertThat(TestData.told(spark.read()
                                .format("delta")
                                .option("timestampAsOf", then)
                                .load(table))
                        .key())
                .isEqualTo(first.key());
        assertThat(TestData.told(readAt(1).exceptAll(readAt(0))).inputs()).hasSize(2);
    }

    @Test
    void aTableInItsPlaceIsAnotherOneWhateverItsVersion() throws IOException {
        String before = input(read()).version();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table);
        path.getFileSystem(spark.sessionState().newHadoopConf()).delete(path, true);
        DeltaSpark.forgetTables();
        append(3);

        assertThat(input(read()).version()).startsWith("0 of ").isNotEqualTo(before);
    }

    @Test
    void aQueryMadeBeforeTheDefinitionChangedIsRefusedUntilItIsMadeAgain() {
        Dataset<Row> held = read();
        spark.sql("ALTER TABLE delta.`" + table + "` ADD COLUMN more STRING");

        assertThat(refusal(held)).contains("has changed since the query was made");
        assertThat(input(read()).version()).startsWith("1 of ");
    }

    @Test
    void partitionsByDirectoryAreFiltersOfTheTable() {
        QueryFingerprint byPath = TestData.told(spark.read().format("delta").load(table + "/p=1"));

        assertThat(byPath.inputsHash()).isEqualTo(TestData.told(read()).inputsHash());
        assertThat(byPath.rows()).isNotEqualTo(TestData.told(read()).rows());
    }

    @Test
    void changesAndFilesThatAreIgnoredAreRefused() {
        spark.sql("ALTER TABLE delta.`" + table + "` SET TBLPROPERTIES (delta.enableChangeDataFeed = true)");
        append(1);
        assertThat(refusal(spark.read()
                        .format("delta")
                        .option("readChangeFeed", "true")
                        .option("startingVersion", "1")
                        .load(table)))
                .contains("does not tell the version of what it reads");

        spark.conf().set("spark.sql.files.ignoreMissingFiles", "true");
        try {
            assertThat(refusal(read())).contains("ignoreMissingFiles");
        } finally {
            spark.conf().unset("spark.sql.files.ignoreMissingFiles");
        }
    }

    @Test
    void optionsOfTheFileSystemAreRefused() {
        assertThat(refusal(spark.read()
                        .format("delta")
                        .option("fs.some.option", "value")
                        .load(table)))
                .contains("fs.some.option");
    }

    @Test
    void aSessionWithoutItsExtensionIsRefused() {
        SparkSession without = SharedSpark.session();
        SparkSession.setActiveSession(without);

        assertThat(refusal(without.read().format("delta").load(table))).contains("DeltaSparkSessionExtension");
    }

    @Test
    void itsNameIsReadBack() {
        for (String name : List.of("delta.`hdfs://host/a b/t`", "delta.`hdfs://host/t@v12`")) {
            String path = name.substring(7, name.length() - 1);
            assertThat(DeltaName.parse(List.of("delta", path)))
                    .map(DeltaName::toString)
                    .hasValue(name);
        }
        assertThat(DeltaName.parse(List.of("delta", "t"))).isEmpty();
    }
}
