package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.ObservedHdfs;
import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Map$;

class RecordedFilesTest {
    /**
     * An executor's client may have seen nothing for long, and an observer answers it without knowing the file, or its
     * end, yet.
     */
    @Test
    void fileThatWasPublishedAMomentAgoIsFoundWhereObserversAnswer() throws IOException {
        try (ObservedHdfs hdfs = ObservedHdfs.started()) {
            Path root = hdfs.freshRoot("published");
            FileSystem writer = hdfs.otherClient();
            RecordedFiles files = new RecordedFiles(
                    "g-00000001-0a1b2c3d",
                    JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext())
                            .broadcast(new SerializableConfiguration(hdfs.configuration())));
            FileSystem onlooker = hdfs.otherClient();
            for (int i = 0; i < 20; i++) {
                Path file = new Path(root, "part-" + i);
                try (OutputStream out = writer.create(file)) {
                    if (i % 2 == 0) {
                        onlooker.msync();
                        assertThat(onlooker.getFileStatus(file).getLen())
                                .as("what the observer knows")
                                .isZero();
                    }
                    out.write(1);
                }
                assertThatCode(() -> files.check(partition(file))).doesNotThrowAnyException();
            }
            assertThatThrownBy(() -> files.check(partition(new Path(root, "none"))))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("is missing");
        }
    }

    private static FilePartition partition(Path file) {
        return new FilePartition(0, new PartitionedFile[] {
            new PartitionedFile(
                    InternalRow.empty(), SparkPath.fromPath(file), 0, 1, new String[0], 0, 1, Map$.MODULE$.empty())
        });
    }
}
