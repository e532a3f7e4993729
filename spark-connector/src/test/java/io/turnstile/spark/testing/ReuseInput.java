package io.turnstile.spark.testing;

import io.turnstile.spark.Turnstile;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A directory of Parquet files that tests of reuse query, and change, and a catalog over a fresh root beside it. */
public final class ReuseInput {
    private final SparkSession spark = SharedSpark.session();
    private final String files;
    private final String catalog;

    /** With the numbers from 0 to 99. */
    public ReuseInput(Path directory) {
        files = directory.resolve("in").toString();
        catalog = TestCatalog.over(directory.resolve("cache"), Map.of());
        append(0, 100);
    }

    /** The directory. */
    public String files() {
        return files;
    }

    /** The catalog's name. */
    public String catalog() {
        return catalog;
    }

    /** The catalog's datasets. */
    public Turnstile turnstile() {
        return Turnstile.in(spark, catalog);
    }

    /** Adds a file of numbers as {@code id}, with {@code k}, which is a seventh of them, and {@code s}, their text. */
    public void append(int from, int to) {
        spark.range(from, to)
                .selectExpr("id", "id % 7 AS k", "CAST(id AS STRING) AS s")
                .coalesce(1)
                .write()
                .mode("append")
                .parquet(files);
    }

    /** Makes a view of it as it is now. */
    public void view(String name) {
        spark.read().parquet(files).createOrReplaceTempView(name);
    }
}
