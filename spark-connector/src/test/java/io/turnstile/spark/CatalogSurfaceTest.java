package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Column;
import org.apache.spark.sql.catalog.Database;
import org.apache.spark.sql.catalog.Table;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MetadataBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of any catalog expect to be able to say, and what it does here. */
class CatalogSurfaceTest {
    private final SparkSession spark = SharedSpark.session();

    @TempDir
    Path directory;

    private String catalog;

    @BeforeEach
    void register() {
        catalog = TestCatalog.over(directory, Map.of());
        spark.range(10).selectExpr("id", "id % 2 AS half").createOrReplaceTempView("ten");
    }

    private Dataset<Row> sql(String statement) {
        return spark.sql(statement.replace("cache.", catalog + "."));
    }

    private String shown(String statement) {
        return sql(statement).collectAsList().toString();
    }

    private long count(String table) {
        return sql("SELECT * FROM " + table).count();
    }

    private <T> T allowingReruns(Callable<T> action) throws Exception {
        return SharedSpark.with(Map.of("spark.turnstile.rerun", "allow"), action);
    }

    @Test
    void aTableTellsWhatItIsAndWhoMadeItWhen() {
        Dataset<Row> commented = spark.table("ten")
                .withColumn(
                        "id",
                        functions
                                .col("id")
                                .as(
                                        "id",
                                        new MetadataBuilder()
                                                .putString("comment", "said of id")
                                                .build()));
        commented.createOrReplaceTempView("commented");
        sql(
                "CREATE TABLE cache.a.data USING orc PARTITIONED BY (half) COMMENT 'said of it' TBLPROPERTIES ('team' = 'x')"
                        + " AS SELECT * FROM commented");

        Map<String, String> described = new TreeMap<>();
        sql("DESCRIBE EXTENDED cache.a.data")
                .collectAsList()
                .forEach(row -> described.put(row.getString(0), row.getString(1) + " " + row.getString(2)));
        assertThat(described.get("id")).isEqualTo("bigint said of id");
        assertThat(described.get("Comment")).contains("said of it");
        assertThat(described.get("Provider")).contains("orc");
        assertThat(described.get("Owner")).contains(System.getProperty("user.name"));
        assertThat(described.get("Table Properties"))
                .contains(
                        "generation=g-00000001-",
                        "version=1",
                        "rows=10",
                        "files=",
                        "bytes=",
                        "published.at=20",
                        "published.by=application local-",
                        "team=x");
        assertThat(shown("SHOW TBLPROPERTIES cache.a.data ('rows')")).contains("10");
        assertThat(shown("DESCRIBE cache.a.data")).contains("# Partition", "half");
    }

    /** They are the files whose rows come back, and of which a generation consists. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "json", "csv"})
    void inputFilesAreThoseOfTheGeneration(String format) throws Exception {
        String create =
                "CREATE OR REPLACE TABLE cache.a.data USING " + format + " PARTITIONED BY (half) AS SELECT * FROM ten";
        sql(create);
        Dataset<Row> old = spark.table(catalog + ".a.data");
        allowingReruns(() -> sql(create));
        Dataset<Row> table = spark.table(catalog + ".a.data");
        for (Dataset<Row> generation : List.of(old, table)) {
            List<String> read = generation
                    .select("_metadata.file_path")
                    .distinct()
                    .as(Encoders.STRING())
                    .collectAsList();
            assertThat(read).hasSizeGreaterThan(1);
            assertThat(generation.inputFiles()).containsExactlyInAnyOrderElementsOf(read);
        }
        assertThat(table.inputFiles()).doesNotContain(old.inputFiles());
        assertThat(table.where("half = 1").join(old, "id").inputFiles())
                .hasSize(old.inputFiles().length + table.inputFiles().length);
        assertThatThrownBy(() -> sql("INSERT INTO cache.a.data SELECT * FROM ten"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Cannot insert into");
    }

    /** It says what was said when the first was made; its query is for the user to add. */
    @Test
    void theStatementThatIsShownMakesSuchATableAgain() {
        String name = Turnstile.in(spark, catalog).param("date", "2001-01-01").name("a.data");
        String table = catalog + "." + name;
        spark.sql("CREATE TABLE " + table + " USING csv OPTIONS ('sep' = '|', 'param.date' = '2001-01-01')"
                + " PARTITIONED BY (half) COMMENT 'said' TBLPROPERTIES ('team' = 'x') AS SELECT * FROM ten");

        String statement = statementOf(table);
        assertThat(statement.replaceAll("\\s+", " "))
                .isEqualTo("CREATE TABLE " + table + " ( id BIGINT, half BIGINT) USING csv OPTIONS ("
                        + " 'param.date' = '2001-01-01', 'sep' = '|') PARTITIONED BY (half) COMMENT 'said' TBLPROPERTIES ("
                        + " 'team' = 'x') ");

        Path other = directory.resolve("other");
        String again = TestCatalog.over(other, Map.of());
        String columns = statement.substring(statement.indexOf('('), statement.indexOf(')') + 1);
        spark.sql(statement.replace(catalog, again).replace(columns, "") + " AS SELECT * FROM ten WHERE id < 5");
        assertThat(spark.table(again + "." + name).count()).isEqualTo(5);
        assertThat(statementOf(again + "." + name).replace(again, catalog)).isEqualTo(statement);
        assertThat(said(again + "." + name)).isEqualTo(said(table));
    }

    private String statementOf(String table) {
        return spark.sql("SHOW CREATE TABLE " + table).first().getString(0);
    }

    /** Its properties, but for what is told of the generation that happens to be there. */
    private List<String> said(String table) {
        return spark.sql("SHOW TBLPROPERTIES " + table).collectAsList().stream()
                .map(Row::toString)
                .filter(row -> row.startsWith("[option.") || row.startsWith("[param.") || row.startsWith("[team"))
                .toList();
    }

    @Test
    void tablesAreListed() {
        for (String name : new String[] {"cache.top", "cache.a.one", "cache.a.two", "cache.a.b.three"}) {
            sql("CREATE TABLE " + name + " AS SELECT * FROM ten");
        }

        assertThat(sql("SHOW TABLES IN cache.a LIKE 'tw*'").collectAsList())
                .extracting(row -> row.getString(1))
                .containsExactly("two");
        assertThat(sql("SHOW TABLES IN " + catalog).collectAsList())
                .extracting(row -> row.getString(1))
                .containsExactly("top");
        assertThat(shown("SHOW NAMESPACES IN " + catalog)).isEqualTo("[[a]]");
        assertThat(shown("SHOW NAMESPACES IN cache.a")).isEqualTo("[[a.b]]");
        assertThatThrownBy(() -> sql("SHOW TABLES IN cache.nowhere")).hasMessageContaining("SCHEMA_NOT_FOUND");
    }

    @Test
    void sparksCatalogInterfaceKnowsThem() throws Exception {
        sql("CREATE TABLE cache.a.data PARTITIONED BY (half) COMMENT 'said' AS SELECT * FROM ten");
        var listing = spark.catalog();
        String name = catalog + ".a.data";

        assertThat(listing.tableExists(name)).isTrue();
        assertThat(listing.tableExists(catalog + ".a.none")).isFalse();
        assertThat(listing.databaseExists(catalog + ".a")).isTrue();
        assertThat(listing.databaseExists(catalog + ".none")).isFalse();
        assertThat(listing.listTables(catalog + ".a").collectAsList())
                .extracting(Table::name)
                .containsExactly("data");
        assertThat(listing.getTable(name).description()).isEqualTo("said");
        assertThat(listing.listColumns(name).collectAsList())
                .extracting(Column::name, Column::isPartition)
                .containsExactlyInAnyOrder(tuple("id", false), tuple("half", true));
        String before = listing.currentCatalog();
        try {
            listing.setCurrentCatalog(catalog);
            listing.setCurrentDatabase("a");
            assertThat(listing.currentDatabase()).isEqualTo("a");
            assertThat(spark.table("data").count()).isEqualTo(10);
            assertThat(listing.listDatabases().collectAsList())
                    .extracting(Database::name)
                    .contains("a");
            sql("USE cache.a");
            assertThat(spark.sql("SELECT * FROM data").count()).isEqualTo(10);
            assertThatThrownBy(() -> sql("USE cache.nowhere")).hasMessageContaining("SCHEMA_NOT_FOUND");
        } finally {
            listing.setCurrentCatalog(before);
        }
    }

    @Test
    void namespacesAreCreatedAndDropped() throws Exception {
        sql("CREATE NAMESPACE cache.a");
        sql("CREATE NAMESPACE IF NOT EXISTS cache.a");
        sql("CREATE NAMESPACE cache.a.b.c");

        assertThat(shown("SHOW NAMESPACES IN " + catalog)).isEqualTo("[[a]]");
        assertThat(shown("SHOW NAMESPACES IN cache.a.b")).isEqualTo("[[a.b.c]]");
        assertThat(shown("SHOW TABLES IN cache.a")).isEqualTo("[]");
        assertThat(shown("DESCRIBE NAMESPACE cache.a"))
                .contains(directory.resolve("a").toString());
        assertThatThrownBy(() -> sql("CREATE NAMESPACE cache.a")).hasMessageContaining("SCHEMA_ALREADY_EXISTS");
        assertThatThrownBy(() -> sql("DROP NAMESPACE cache.none")).hasMessageContaining("SCHEMA_NOT_FOUND");
        sql("DROP NAMESPACE IF EXISTS cache.none");
        assertThatThrownBy(() -> sql("CREATE NAMESPACE cache.other COMMENT 'x'"))
                .hasMessageContaining("Cannot create namespace other with properties");
        assertThatThrownBy(() -> sql("ALTER NAMESPACE cache.a SET PROPERTIES ('x' = 'y')"))
                .hasMessageContaining("Cannot alter namespace a");

        sql("CREATE TABLE cache.a.b.c.data AS SELECT * FROM ten");
        assertThatThrownBy(() -> sql("DROP NAMESPACE cache.a")).hasMessageContaining("SCHEMA_NOT_EMPTY");
        assertThatThrownBy(() -> sql("DROP NAMESPACE cache.a CASCADE"))
                .hasMessageContainingAll("a.b.c.data", "not allowed", "spark.turnstile.rerun=allow");
        assertThat(count("cache.a.b.c.data")).isEqualTo(10);

        Dataset<Row> reading = sql("SELECT * FROM cache.a.b.c.data");
        allowingReruns(() -> sql("DROP NAMESPACE cache.a CASCADE"));
        assertThat(shown("SHOW NAMESPACES IN " + catalog)).isEqualTo("[]");
        assertThat(reading.count()).as("the reader that was there before").isEqualTo(10);
        sql("CREATE TABLE cache.a.fresh AS SELECT * FROM ten");
        assertThat(shown("SHOW NAMESPACES IN " + catalog)).isEqualTo("[[a]]");
        assertThat(shown("SHOW NAMESPACES IN cache.a")).as("b is still dropped").isEqualTo("[]");
    }

    @Test
    void datasetsAreDroppedAndReplacedByStatement() throws Exception {
        sql("DROP TABLE IF EXISTS cache.a.data");
        assertThatThrownBy(() -> sql("DROP TABLE cache.a.data")).hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        assertThatThrownBy(() -> sql("REPLACE TABLE cache.a.data AS SELECT * FROM ten"))
                .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
        sql("CREATE OR REPLACE TABLE cache.a.data AS SELECT * FROM ten");
        allowingReruns(() -> sql("REPLACE TABLE cache.a.data USING json AS SELECT * FROM ten WHERE id < 3"));
        assertThat(count("cache.a.data")).isEqualTo(3);
        sql("CREATE OR REPLACE TABLE cache.a.data OPTIONS ('rerun' = 'allow') AS SELECT * FROM ten WHERE id < 4");
        assertThat(count("cache.a.data")).isEqualTo(4);
        allowingReruns(() -> sql("DROP TABLE cache.a.data PURGE"));
        assertThat(spark.catalog().tableExists(catalog + ".a.data")).isFalse();
    }

    @Test
    void dataFramesAreWrittenByWriteTo() throws Exception {
        Dataset<Row> ten = spark.table("ten");
        String name = catalog + ".a.data";

        ten.writeTo(name)
                .partitionedBy(functions.col("half"))
                .using("csv")
                .option("sep", ";")
                .tableProperty("team", "x")
                .create();
        assertThat(count("cache.a.data")).isEqualTo(10);
        assertThat(shown("SHOW TBLPROPERTIES cache.a.data")).contains("[team,x]", "[option.sep,;]");
        assertThatThrownBy(() -> ten.writeTo(name).create()).hasMessageContaining("Dataset a.data exists");
        assertThatThrownBy(() -> ten.writeTo(name).createOrReplace()).hasMessageContaining("not allowed");
        allowingReruns(() -> {
            ten.where("id < 3").writeTo(name).replace();
            assertThat(count("cache.a.data")).isEqualTo(3);
            ten.where("id < 4").writeTo(name).createOrReplace();
            return null;
        });
        assertThat(count("cache.a.data")).isEqualTo(4);
        ten.writeTo(catalog + ".a.other").option("rerun", "allow").createOrReplace();
        assertThat(count("cache.a.other")).isEqualTo(10);
    }

    @Test
    void dataFramesAreWrittenBySaveAsTableInEveryMode() throws Exception {
        Dataset<Row> ten = spark.table("ten");
        String name = catalog + ".a.data";

        ten.write().partitionBy("half").mode(SaveMode.ErrorIfExists).saveAsTable(name);
        assertThatThrownBy(() -> ten.write().mode(SaveMode.ErrorIfExists).saveAsTable(name))
                .hasMessageContaining("Dataset a.data exists");
        ten.where("id < 3").write().mode(SaveMode.Ignore).saveAsTable(name);
        assertThat(spark.table(name).count()).isEqualTo(10);
        assertThatThrownBy(() -> ten.write().mode(SaveMode.Overwrite).saveAsTable(name))
                .hasMessageContaining("not allowed");
        allowingReruns(() -> {
            ten.where("id < 3").write().format("json").mode(SaveMode.Overwrite).saveAsTable(name);
            return null;
        });
        assertThat(spark.table(name).count()).isEqualTo(3);
        ten.write().mode(SaveMode.Append).saveAsTable(catalog + ".a.fresh");
        assertThat(count("cache.a.fresh")).isEqualTo(10);
    }

    @Test
    void theDataSourceKnowsEveryModeByCatalogAndByRoot() {
        for (Map<String, String> where :
                List.of(Map.of("catalog", catalog), Map.of("root", directory.toString(), "format", "json"))) {
            String key = where.containsKey("root") ? "b.data" : "a.data";
            Dataset<Row> ten = spark.table("ten");

            ten.write().format("turnstile").options(where).mode("errorifexists").save(key);
            assertThatThrownBy(() -> ten.write()
                            .format("turnstile")
                            .options(where)
                            .mode("errorifexists")
                            .save(key))
                    .hasMessageContaining("Dataset " + key + " exists");
            ten.where("id < 3")
                    .write()
                    .format("turnstile")
                    .options(where)
                    .mode("ignore")
                    .save(key);
            assertThat(read(where, key).count()).isEqualTo(10);
            assertThatThrownBy(() -> ten.write()
                            .format("turnstile")
                            .options(where)
                            .mode("overwrite")
                            .save(key))
                    .hasMessageContaining("not allowed");
            ten.where("id < 3")
                    .write()
                    .format("turnstile")
                    .options(where)
                    .option("rerun", "allow")
                    .mode("overwrite")
                    .save(key);
            assertThat(read(where, key).count()).isEqualTo(3);
        }
    }

    private Dataset<Row> read(Map<String, String> where, String key) {
        return spark.read().format("turnstile").options(where).load(key);
    }

    @Test
    void bucketsAndTransformsAreRefused() {
        for (String clause : new String[] {
            "PARTITIONED BY (bucket(4, id))", "PARTITIONED BY (years(at))", "CLUSTERED BY (id) INTO 4 BUCKETS"
        }) {
            assertThatThrownBy(() ->
                            sql("CREATE TABLE cache.a.data " + clause + " AS SELECT *, current_date() AS at FROM ten"))
                    .as(clause)
                    .hasMessageContainingAll("Cannot partition " + catalog + ".a.data", "plain columns");
        }
        assertThatThrownBy(() -> spark.table("ten").write().bucketBy(4, "id").saveAsTable(catalog + ".a.data"))
                .hasMessageContaining("plain columns");
        assertThat(directory.resolve("a")).doesNotExist();
    }

    @Test
    void streamsAreRefused() {
        sql("CREATE TABLE cache.a.data AS SELECT * FROM ten");
        Dataset<Row> stream = spark.readStream().format("rate").load();

        assertThatThrownBy(() -> spark.readStream()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .load("a.data"))
                .hasMessageContaining("Cannot stream datasets");
        assertThatThrownBy(() -> spark.readStream().table(catalog + ".a.data")).hasMessageContaining("scan");
        assertThatThrownBy(() -> stream.writeStream()
                        .format("turnstile")
                        .option("catalog", catalog)
                        .option(
                                "checkpointLocation",
                                directory.resolve("checkpoint").toString())
                        .start("a.stream"))
                .hasMessageContaining("Cannot stream datasets");
        assertThatThrownBy(() -> stream.writeStream()
                        .option(
                                "checkpointLocation",
                                directory.resolve("checkpoint").toString())
                        .toTable(catalog + ".a.stream"))
                .hasMessageContaining("without a query");
        assertThat(directory.resolve("a/stream")).doesNotExist();
    }

    /** For schedulers that would rather try again later. */
    @Test
    void whoDoesNotWantToWaitIsToldWhoHoldsItAndForHowLong() throws Exception {
        Application other = new Application("application_7", "nightly", "ann", "host7");
        TurnstileOptions options =
                TurnstileOptions.of(Map.of("root", directory.toUri().toString(), "locks", "process"));
        try (DatasetRoot root =
                        DatasetRoot.open(options, other, spark.sparkContext().hadoopConfiguration());
                GenerationWrite held = begunElsewhere(root.dataset(DatasetKey.parse("a.data")))) {
            for (String statement : new String[] {
                "CREATE TABLE IF NOT EXISTS cache.a.data AS SELECT * FROM ten", "SELECT * FROM cache.a.data"
            }) {
                assertThatThrownBy(() -> SharedSpark.with(
                                Map.of("spark.turnstile.on-contention", "fail"),
                                () -> sql(statement).collectAsList()))
                        .as(statement)
                        .isInstanceOf(DatasetLockedException.class)
                        .hasMessageContainingAll("a.data is being computed by", "application_7", "nightly", "ann")
                        .hasMessageContainingAll("on host7, for ", " s; gave up after");
            }
            assertThat(held.path()).isNotNull();
        }
    }

    /** By another thread, since a thread that waits for itself is told something else. */
    private static GenerationWrite begunElsewhere(CachedDataset target) throws Exception {
        FutureTask<GenerationWrite> begin =
                new FutureTask<>(() -> ((WriteStart.Compute) target.beginWrite(WriteMode.REUSE)).write());
        new Thread(begin).start();
        return begin.get();
    }
}
