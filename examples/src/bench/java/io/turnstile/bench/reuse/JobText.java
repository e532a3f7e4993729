package io.turnstile.bench.reuse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * SQL from a resource beside this class.
 *
 * @param statements which a semicolon separates there; the last one is a query
 */
record JobText(List<String> statements) {
    /** By its path, without the ending. */
    static JobText named(String path) {
        try (InputStream in = Objects.requireNonNull(JobText.class.getResourceAsStream(path + ".sql"), path)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new JobText(
                    Arrays.stream(text.split(";", -1)).map(String::strip).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String query() {
        return statements.get(statements.size() - 1);
    }

    /** Runs the statements before the query, such as those that create its views; the query is yet to be run. */
    Dataset<Row> in(SparkSession session) {
        statements.subList(0, statements.size() - 1).forEach(session::sql);
        return session.sql(query());
    }
}
