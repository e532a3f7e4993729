package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.TestCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HDFS has no space for what the tasks of a write have computed. */
@Tag("fault-8")
@Timeout(120)
class FullDiskIT {
    private final SparkSession spark = SharedSpark.session();
    private final Path root = MiniHdfs.shared().freshRoot("full-disk");
    private final String table = TestCatalog.over(root.toString(), Map.of("rerun", "allow")) + ".a.data";

    @AfterEach
    void makeRoom() {
        MiniHdfs.shared().makeRoom();
    }

    @Test
    void writeFailsAndLeavesWhatWasThere() {
        spark.sql("CREATE TABLE " + table + " AS SELECT id FROM range(10)");
        spark.udf()
                .register(
                        "fills",
                        (UDF1<Long, Long>) id -> {
                            MiniHdfs.shared().fillDisk();
                            return id;
                        },
                        DataTypes.LongType);

        assertThatThrownBy(() -> spark.sql(
                        "CREATE OR REPLACE TABLE " + table + " AS SELECT fills(id) AS id FROM range(0, 1000, 1, 2)"))
                .hasStackTraceContaining("could only be written to 0 of the 1 minReplication nodes")
                .hasStackTraceContaining("/a/data/");
        assertThat(spark.table(table).count()).isEqualTo(10);
        Eventually.within(Duration.ofSeconds(20), "only what was there is left", () -> generations() == 1);
        // Another task of the write that failed may still run, and would fill the disk again.
        Eventually.within(Duration.ofSeconds(20), "its tasks have ended", this::isIdle);

        MiniHdfs.shared().makeRoom();
        spark.sql("CREATE OR REPLACE TABLE " + table + " AS SELECT id FROM range(20)");
        assertThat(spark.table(table).count()).isEqualTo(20);
    }

    private boolean isIdle() {
        return Arrays.stream(spark.sparkContext().statusTracker().getExecutorInfos())
                .allMatch(executor -> executor.numRunningTasks() == 0);
    }

    private long generations() {
        Path log = new Path(root, "a/data/_turnstile");
        try {
            return Arrays.stream(
                            log.getFileSystem(MiniHdfs.shared().configuration()).listStatus(log))
                    .filter(FileStatus::isDirectory)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
