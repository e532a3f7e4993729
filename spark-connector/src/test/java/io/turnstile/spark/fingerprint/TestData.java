package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Small tables with nulls, duplicates, NaN and -0.0, written once, as views of a session: a, b, and t with all types. */
final class TestData {
    private static final Map<String, String> QUERIES = Map.of(
            "a",
            "select if(id % 7 = 0, null, id % 5) x, if(id % 5 = 0, null, id % 4) y,"
                    + " concat('s', id % 3) s, cast(if(id % 6 = 0, null, id % 9 - 4) as decimal(6,2)) m from range(30)",
            "b",
            "select id % 6 x, if(id % 6 = 0, null, id % 5) y, concat('s', id % 4) s,"
                    + " cast(id % 4 as decimal(6,2)) m from range(25)",
            "t",
            "select id i, cast(id % 3 as int) n,"
                    + " case id % 7 when 0 then double('NaN') when 1 then -0.0D when 2 then 0.0D when 3 then null"
                    + " else id / 4.0D end d, cast(id % 5 as float) f,"
                    + " date_add(date'2024-02-27', cast(id % 6 as int)) dt, timestamp'2024-03-30 22:30:00' + make_interval(0, 0, 0, 0, id % 5) ts,"
                    + " array(id % 3, if(id % 4 = 0, null, id % 2)) arr, named_struct('p', id % 3, 'q', concat('q', id % 2)) st,"
                    + " map('k', id % 3, 'l', id % 2) mp, id % 2 = 0 flag, concat('v', id % 4) str from range(24)");

    private static final Path DIRECTORY = written();

    private TestData() {}

    static Path directory() {
        return DIRECTORY;
    }

    /** The given session with the views. */
    static SparkSession in(SparkSession session) {
        for (String name : List.of("a", "b", "t")) {
            session.read().parquet(DIRECTORY.resolve(name).toString()).createOrReplaceTempView(name);
        }
        return session;
    }

    /** The given session with the same views, of nothing that is read from anywhere. */
    static SparkSession withoutFiles(SparkSession session) {
        QUERIES.forEach((name, query) -> session.sql(query).createOrReplaceTempView(name));
        return session;
    }

    private static Path written() {
        try {
            Path directory =
                    Files.createTempDirectory(Path.of("target"), "fingerprints").toAbsolutePath();
            SparkSession session = SharedSpark.session();
            QUERIES.forEach((name, query) -> session.sql(query)
                    .coalesce(1)
                    .write()
                    .parquet(directory.resolve(name).toString()));
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static FingerprintAnswer of(Dataset<Row> query) {
        return Fingerprints.create().of(query);
    }

    static QueryFingerprint told(Dataset<Row> query) {
        FingerprintAnswer answer = of(query);
        assertThat(answer).isInstanceOf(QueryFingerprint.class);
        return (QueryFingerprint) answer;
    }
}
