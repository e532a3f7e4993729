package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.operations.InputRow;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.testing.IcebergSpark;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reuse of what was computed from Iceberg tables on HDFS, where Iceberg is on the class path. */
class IcebergReuseTest {
    private static final String TOTALS = "SELECT p, sum(id) AS total FROM ice.db.t GROUP BY p";

    private FileSystem hdfs;
    private Path table;
    private SparkSession spark;
    private String cache;

    @BeforeEach
    void make() throws IOException {
        Path root = MiniHdfs.shared().freshRoot("cache");
        Path warehouse = MiniHdfs.shared().freshRoot("ice");
        hdfs = root.getFileSystem(MiniHdfs.shared().configuration());
        hdfs.setPermission(root, new FsPermission("777"));
        table = new Path(warehouse, "db/t");
        cache = TestCatalog.over(root.toString(), Map.of());
        spark = IcebergSpark.application(cache, warehouse.toString());
        SparkSession.setActiveSession(spark);
        spark.sql("CREATE TABLE ice.db.t (id LONG, p LONG) USING iceberg PARTITIONED BY (p)");
        spark.sql("INSERT INTO ice.db.t SELECT id, id % 2 FROM range(10)");
        spark.conf().set("spark.turnstile.reuse", "all");
        Turnstile.in(spark, cache).cached(spark.sql(TOTALS));
    }

    @AfterEach
    void leave() {
        SparkSession.setActiveSession(SharedSpark.session());
    }

    @Test
    void whoMayNotReadTheTableDoesNotGetItsRows() throws Exception {
        UserGroupInformation stranger = UserGroupInformation.createRemoteUser("stranger");
        assertThat(isReused(stranger)).isTrue();

        List<Path> files = files(table);
        assertThat(files).extracting(Path::getName).anyMatch(name -> name.startsWith("snap-"));
        assertThat(files).extracting(Path::getName).anyMatch(name -> name.endsWith("-m0.avro"));
        for (Path file : files) {
            if (!file.getName().endsWith(".crc") && !isOutdated(file)) {
                hdfs.setPermission(file, new FsPermission("600"));
                assertThat(isReused(stranger)).as("without %s", file).isFalse();
                assertThat(explained(stranger)).as("without %s", file).contains("you may not read");
                hdfs.setPermission(file, new FsPermission("644"));
            }
        }
        assertThat(isReused(stranger)).isTrue();
    }

    /** What is of the table before its rows came, or tells its newest version, and is not read by who reads rows. */
    private static boolean isOutdated(Path file) {
        return file.getName().startsWith("v1.") || file.getName().startsWith("version-hint");
    }

    private List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        for (var each = hdfs.listFiles(directory, true); each.hasNext(); ) {
            files.add(each.next().getPath());
        }
        return files;
    }

    private boolean isReused(UserGroupInformation user) throws Exception {
        Dataset<Row> query = spark.sql(TOTALS);
        return user.doAs((PrivilegedExceptionAction<Boolean>) () -> isReused(query));
    }

    private String explained(UserGroupInformation user) throws Exception {
        Dataset<Row> query = spark.sql(TOTALS);
        return user.doAs((PrivilegedExceptionAction<String>)
                () -> Turnstile.in(spark, cache).explain(query).get(0).note());
    }

    private boolean isReused(Dataset<Row> query) {
        return query.queryExecution().normalized().toString().contains(cache + ".auto.");
    }

    @Test
    void inputsTellWhetherItHasChanged() throws Exception {
        spark.sql("CREATE TABLE " + cache + ".a.totals AS " + TOTALS);
        assertThat(states()).containsExactly(InputRow.SAME);

        spark.sql("ALTER TABLE ice.db.t DROP COLUMN id");
        spark.sql("ALTER TABLE ice.db.t ADD COLUMN id LONG FIRST");
        assertThat(states()).containsExactly(InputRow.CHANGED);
        assertThat(isReused(UserGroupInformation.getCurrentUser())).isFalse();
    }

    private List<String> states() throws IOException {
        return Turnstile.in(spark, cache).origins().inputs("a.totals").stream()
                .map(InputRow::state)
                .toList();
    }

    @Test
    void branchThatIsReadInstead() throws Exception {
        Dataset<Row> plain = spark.table("ice.db.t").where("id > 1");
        Dataset<Row> ofBranch =
                spark.read().option("branch", "main").table("ice.db.t").where("id > 1");
        Turnstile.in(spark, cache).cached(plain);
        assertThat(isReused(spark.table("ice.db.t").where("id > 1"))).isTrue();
        assertThat(Turnstile.in(spark, cache).cached(ofBranch)).as("unknown").isSameAs(ofBranch);
        assertThat(isReused(ofBranch)).isFalse();

        spark.conf().set("spark.wap.branch", "audit");
        assertThat(isReused(spark.table("ice.db.t").where("id > 1"))).isFalse();
    }
}
