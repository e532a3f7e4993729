package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.turnstile.core.identity.Digest;
import io.turnstile.spark.testing.SharedSpark;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Fingerprints as they were written down once, by another JVM: they must not change without {@link QueryFingerprint#FORM} being
 * counted up. A file for each Spark, as each analyses in its own way; what this one gives is written to {@code target}.
 */
class GoldenFingerprintsTest {
    @Test
    void fingerprintsAreWhatTheyWere() throws Exception {
        SparkSession session = TestData.withoutFiles(SharedSpark.session().newSession());
        String spark = session.version().replaceAll("\\.[0-9]+$", "");
        List<String> lines = new ArrayList<>(List.of("form " + QueryFingerprint.FORM));
        Stream.concat(NormalFormTest.alike(), NormalFormTest.different())
                .flatMap(arguments -> Stream.of(arguments.get()).skip(1))
                .map(String::valueOf)
                .distinct()
                .forEach(sql -> lines.add(line(TestData.told(session.sql(sql)), sql)));
        String name = "golden-fingerprints-" + spark + ".txt";
        Files.write(Path.of("target", name), lines);

        try (InputStream golden = GoldenFingerprintsTest.class.getResourceAsStream(name)) {
            assumeThat(golden).as("written down for Spark " + spark).isNotNull();
            List<String> before = new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines)
                    .as("if this is meant, count up FORM, and copy target/" + name)
                    .isEqualTo(before);
        }
    }

    /** Without settings, of which Java's version is one. */
    private static String line(QueryFingerprint fingerprint, String sql) {
        List<String> columns = fingerprint.columns().stream()
                .map(QueryFingerprint.Column::hash)
                .toList();
        return fingerprint.plan() + " " + Digest.of(columns) + " " + sql;
    }
}
