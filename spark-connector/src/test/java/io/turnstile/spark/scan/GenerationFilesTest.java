package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.identity.GenerationName;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationFilesTest {
    /** Spark compares paths, and their spelling in a URI. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:/tmp/r",
                "hdfs://host:8020/r",
                "hdfs://[::1]:8020/r",
                "hdfs://my_cluster/r",
                "viewfs://c/r ü%"
            })
    void filesAreSpelledAsHadoopSpellsThem(String root) {
        Path directory = new Path(new Path(root), "g-00000001-0a1b2c3d");
        for (String name : List.of("part-00012-t1a2_x.c000.snappy.parquet", "part 1%20ü+#?.parquet")) {
            for (String below : List.of("", "day=1", "day=a%20b/x= ü#?%25")) {
                Manifest manifest = new Manifest(
                        GenerationName.parse("g-00000001-0a1b2c3d").orElseThrow(),
                        "parquet",
                        "",
                        List.of(),
                        Map.of(),
                        1,
                        List.of(new DataDirectory(below, List.of(new DataFile(name, 1, 2)))));
                Path expected = new Path(below.isEmpty() ? directory : new Path(directory, below), name);
                Path made = new GenerationFiles(manifest, directory, new StructType(), "UTC")
                        .all()
                        .head()
                        .getPath();

                assertThat(made).isEqualTo(expected);
                assertThat(SparkPath.fromPath(made).urlEncoded())
                        .isEqualTo(SparkPath.fromPath(expected).urlEncoded());
            }
        }
    }
}
