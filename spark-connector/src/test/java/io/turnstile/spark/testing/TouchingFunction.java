package io.turnstile.spark.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** A function in SQL that gives back what it is given, and gives the files of a directory another time meanwhile. */
public final class TouchingFunction {
    private TouchingFunction() {}

    /** Of whole numbers, by that name. */
    public static void register(SparkSession spark, String name, String directory) {
        spark.udf()
                .register(
                        name,
                        (Long v) -> {
                            try (Stream<Path> files = Files.list(Path.of(directory))) {
                                for (Path file : files.toList()) {
                                    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
                                }
                            }
                            return v;
                        },
                        DataTypes.LongType);
    }
}
