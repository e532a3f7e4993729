package io.turnstile.examples.demo;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A checksum that tells two sets of distinct rows apart, in whatever order they are read.
 *
 * @param rows how many there are
 * @param checksum over every column of every row
 */
record Fingerprint(long rows, String checksum) {

    /** Reads all of it. */
    static Fingerprint of(Dataset<Row> data) {
        Column[] columns = Arrays.stream(data.columns()).map(name -> col(name)).toArray(Column[]::new);
        Row sums = data.agg(count(lit(1)), bit_xor(xxhash64(columns))).head();
        return new Fingerprint(sums.getLong(0), sums.isNullAt(1) ? "" : "%016x".formatted(sums.getLong(1)));
    }
}
