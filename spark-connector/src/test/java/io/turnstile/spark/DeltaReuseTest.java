package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.operations.InputRow;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.procedures.ReuseRow;
import io.turnstile.spark.reuse.HeldTables;
import io.turnstile.spark.testing.DeltaSpark;
import io.turnstile.spark.testing.PlannedQueries;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reuse of what was computed from Delta tables. Every result is compared with that of the same query without. */
class DeltaReuseTest {
    @TempDir
    Path directory;

    private SparkSession spark;
    private String catalog;
    private String table;
    private String name;

    @BeforeEach
    void make() {
        use(
                TestCatalog.over(directory.resolve("cache"), Map.of()),
                directory.resolve("t").toUri().toString());
        create();
    }

    private void use(String catalogOfTest, String directoryOfTable) {
        catalog = catalogOfTest;
        spark = DeltaSpark.application(catalog);
        spark.conf().set("spark.turnstile.reuse.catalog", catalog);
        SparkSession.setActiveSession(spark);
        table = directoryOfTable;
        name = "delta.`" + table + "`";
    }

    private void create() {
        spark.sql("CREATE TABLE " + name + " (id LONG, k LONG, p LONG) USING delta PARTITIONED BY (p) TBLPROPERTIES"
                + " (delta.enableDeletionVectors = false, delta.columnMapping.mode = 'name')");
        append(0, 20);
    }

    @AfterEach
    void leave() {
        SparkSession.setActiveSession(SharedSpark.session());
    }

    private void append(int from, int to) {
        spark.range(from, to)
                .selectExpr("id", "id % 7 AS k", "id % 2 AS p")
                .coalesce(1)
                .write()
                .format("delta")
                .mode("append")
                .save(table);
    }

    private String totals() {
        return "SELECT k, sum(id) AS total, count(*) AS n FROM " + name + " WHERE id > 2 GROUP BY k";
    }

    private static List<String> rows(Dataset<Row> data) {
        return data.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private void reuse(String scope) {
        spark.conf().set("spark.turnstile.reuse", scope);
    }

    private void assertSame(String query, boolean reused) {
        reuse("off");
        List<String> plain = rows(spark.sql(query));
        reuse("all");
        Dataset<Row> now = spark.sql(query);
        assertThat(rows(now)).as(query).isEqualTo(plain);
        String plan = now.queryExecution().executedPlan().toString();
        assertThat(plan.contains("InsteadOf: [")).as(query + plan).isEqualTo(reused);
    }

    private void cache() {
        reuse("hints");
        List<String> cached = rows(spark.sql(totals().replaceFirst("SELECT", "SELECT /*+ CACHED */")));
        assertThat(rows(spark.sql(totals()))).isEqualTo(cached);
    }

    @Test
    void whateverIsCommittedIsSeen() {
        for (String change : List.of(
                "INSERT INTO %s VALUES (100, 1, 0)",
                "DELETE FROM %s WHERE id = 5",
                "ALTER TABLE %s SET TBLPROPERTIES (delta.enableDeletionVectors = true)",
                "DELETE FROM %s WHERE p = 1 AND id > 10",
                "UPDATE %s SET id = id + 1 WHERE k = 3",
                "MERGE INTO %s t USING (SELECT 4L AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET k = 6"
                        + " WHEN NOT MATCHED THEN INSERT (id, k, p) VALUES (4, 6, 0)",
                "INSERT OVERWRITE %s SELECT id + 1, k, p FROM %s",
                "OPTIMIZE %s",
                "RESTORE %s TO VERSION AS OF 1",
                "ALTER TABLE %s ADD COLUMN more STRING",
                "ALTER TABLE %s RENAME COLUMN more TO other",
                "TRUNCATE TABLE %s")) {
            cache();
            assertSame(totals(), true);
            spark.sql(change.replace("%s", name));
            assertSame(totals(), false);
        }
    }

    @Test
    void aTableThatIsMadeAgainInItsPlaceIsAnother() throws Exception {
        cache();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(table);
        path.getFileSystem(spark.sessionState().newHadoopConf()).delete(path, true);
        DeltaSpark.forgetTables();
        create();
        spark.sql("UPDATE " + name + " SET id = 50 WHERE id = 3");

        assertSame(totals(), false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM (%s)",
                "SELECT a.k, b.total FROM (%s) a JOIN (%s) b ON a.k = b.k + 1",
                "SELECT t.id, a.total FROM TABLE t JOIN (%s) a ON a.k = t.k WHERE t.p = 1",
                "SELECT id FROM TABLE o WHERE EXISTS (SELECT 1 FROM (%s) t WHERE t.total = o.id + 13)",
                "SELECT id FROM TABLE VERSION AS OF 0 UNION ALL SELECT total FROM (%s)",
                "WITH t AS (%s) SELECT k FROM t UNION ALL SELECT id FROM TABLE WHERE id NOT IN (SELECT k FROM t)",
            })
    void partsOfAQueryThatReadsTheTableElsewhereAreReused(String query) {
        spark.sql("DELETE FROM " + name + " WHERE id = 4");
        cache();

        assertSame(query.replace("TABLE", name).replace("%s", totals()), true);
    }

    @Test
    void aTimeIsReusedWhateverIsCommittedLater() {
        String then = totals().replace(name, name + " VERSION AS OF 1");
        rows(spark.sql(then.replaceFirst("SELECT", "SELECT /*+ CACHED */")));
        append(20, 40);

        assertSame(then, true);
        assertSame(totals(), false);
    }

    @Test
    void aHeldQueryReadsOneVersionForGood() {
        Dataset<Row> query = spark.read().format("delta").load(table).where("id > 2");
        Dataset<Row> joined = query.alias("a").join(query.alias("b"), "id");
        Dataset<Row> held = HeldTables.in(spark, joined);
        List<String> before = rows(joined);
        append(20, 40);
        spark.sql("DELETE FROM " + name + " WHERE id = 4");

        assertThat(rows(held)).isEqualTo(before);
        assertThat(rows(spark.read().format("delta").load(table).where("id > 2")))
                .isNotEqualTo(before);
        assertThat(HeldTables.in(spark, held)).isSameAs(held);
    }

    @Test
    void aTransactionOfDeltasReadsForItself() throws Exception {
        cache();
        reuse("all");
        String insert = "INSERT INTO %s SELECT /*+ CACHED */ total AS id, k, 0 AS p FROM (" + totals() + ")";
        String other = "delta.`" + directory.resolve("other").toUri() + "`";
        spark.sql("CREATE TABLE " + other + " (id LONG, k LONG, p LONG) USING delta");

        for (String target : List.of(other, name)) {
            assertThat(PlannedQueries.of(() -> spark.sql(insert.replace("%s", target))))
                    .anyMatch(plan -> plan.contains("AppendData"))
                    .noneMatch(plan -> plan.contains("InsteadOf: ["));
        }
        assertThat(spark.table(other).count()).isEqualTo(7);
        assertThat(Turnstile.in(spark, catalog).operations().datasets("auto")).hasSize(1);
    }

    @Test
    void whatItWasComputedFromIsAskedForByAnotherApplication() throws Exception {
        SparkSession other = DeltaSpark.application(catalog);
        spark.sql("CREATE TABLE " + catalog + ".a.totals AS " + totals());
        DeltaSpark.forgetTables();
        assertThat(Turnstile.in(other, catalog).origins().inputs("a.totals"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.state()).isEqualTo(InputRow.SAME);
                    assertThat(row.toString()).contains(name.replace("file:///", "file:/"));
                });

        append(20, 40);
        DeltaSpark.forgetTables();
        assertThat(Turnstile.in(other, catalog).origins().inputs("a.totals"))
                .extracting(InputRow::state)
                .isEqualTo(List.of(InputRow.CHANGED));
        assertThat(Turnstile.in(other, catalog).origins().lineage("a.totals", 10))
                .hasSize(1);
        reuse("all");
        assertThat(Turnstile.in(spark, catalog).explain(spark.sql(totals())))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.outcome()).isEqualTo(ReuseRow.MISS);
                    assertThat(row.note())
                            .contains("has changed (version 1 of ")
                            .contains(" then, 2 of ");
                });
    }

    @Test
    void whoMayNotReadTheTableDoesNotGetItsRows() throws Exception {
        org.apache.hadoop.fs.Path root = MiniHdfs.shared().freshRoot("cache");
        org.apache.hadoop.fs.Path files = MiniHdfs.shared().freshRoot("in");
        FileSystem hdfs = files.getFileSystem(MiniHdfs.shared().configuration());
        hdfs.setPermission(root, new FsPermission("777"));
        hdfs.setPermission(files, new FsPermission("777"));
        use(TestCatalog.over(root.toString(), Map.of()), files + "/t");
        create();
        cache();
        UserGroupInformation stranger = UserGroupInformation.createRemoteUser("stranger");
        assertThat(plan(stranger)).contains(catalog + ".auto.");

        org.apache.hadoop.fs.Path partition = new org.apache.hadoop.fs.Path(
                spark.read().format("delta").load(table).inputFiles()[0]);
        hdfs.setPermission(partition, new FsPermission("600"));
        assertThat(plan(stranger)).as("one of its files").doesNotContain(catalog + ".auto.");
        hdfs.setPermission(partition, new FsPermission("644"));
        assertThat(plan(stranger)).contains(catalog + ".auto.");
        for (FileStatus file : hdfs.listStatus(new org.apache.hadoop.fs.Path(table, "_delta_log"))) {
            if (file.getPath().getName().endsWith("1.json")) {
                hdfs.setPermission(file.getPath(), new FsPermission("600"));
            }
        }
        assertThat(plan(stranger)).as("a part of its log").doesNotContain(catalog + ".auto.");
    }

    private String plan(UserGroupInformation user) throws Exception {
        reuse("all");
        Dataset<Row> query = spark.sql(totals());
        return user.doAs((PrivilegedExceptionAction<String>)
                () -> query.queryExecution().normalized().toString());
    }
}
