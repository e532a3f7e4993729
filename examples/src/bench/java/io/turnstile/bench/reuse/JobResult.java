package io.turnstile.bench.reuse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A summary of what a job gave, by which two runs of it are compared.
 *
 * @param rows how many
 * @param digest of the names and types of the columns and of the rows, in whatever order those came
 */
record JobResult(int rows, String digest) {
    static JobResult of(StructType schema, List<Row> rows) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(schema.asNullable().toDDL().getBytes(StandardCharsets.UTF_8));
            rows.stream()
                    .map(Row::toString)
                    .sorted()
                    .forEach(row -> digest.update((row + "\n").getBytes(StandardCharsets.UTF_8)));
            return new JobResult(rows.size(), HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // Every JVM has it.
        }
    }
}
