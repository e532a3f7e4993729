package io.turnstile.spark.write;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.option.FormatOptions;
import io.turnstile.spark.session.LiteralPath;
import io.turnstile.spark.session.QuotedName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The verification of a write by reading it back, with a checksum of the rows: Spark's text formats take options by which
 * other rows come back than were written, and which do so depends on the rows. Costs one Spark job that reads the files, so
 * it is for writers that give such options.
 *
 * <p>The checksum does not depend on the order of rows: their number, and the exclusive or and the sum of their 64-bit
 * xxHashes.
 */
final class ReadBack {
    private static final String ROWS = "rows";
    private static final String XOR = "xor";
    private static final String SUM = "sum";
    private static final List<String> SUMS = List.of(ROWS, XOR, SUM);

    private final DatasetKey dataset;
    private final String dataFormat;
    private final FormatOptions options;
    private final StructType schema;
    private final Observation written = new Observation();

    /** @param schema as it will be read */
    ReadBack(DatasetKey dataset, String dataFormat, FormatOptions options, StructType schema) {
        this.dataset = dataset;
        this.dataFormat = dataFormat;
        this.options = options;
        this.schema = schema;
    }

    /** The data, of which the checksum is taken while it is written. */
    Dataset<Row> observing(Dataset<Row> data) {
        List<Column> sums = sums();
        return data.observe(written, sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    }

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException if that cannot be read, or has other rows
     */
    @SuppressWarnings("CatchingUnchecked") // Spark throws checked exceptions of which its signatures do not tell.
    void check(Dataset<Row> data, Path generation) throws IOException {
        Map<String, Object> expected = Observed.by(written);
        Row found;
        try {
            List<Column> sums = sums();
            found = data.sparkSession()
                    .read()
                    .format(dataFormat)
                    .schema(schema)
                    .options(options.all())
                    .load(LiteralPath.of(generation))
                    .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
                    .first();
        } catch (Exception unreadable) {
            if (Failures.isInterruption(unreadable)) {
                throw unreadable;
            }
            throw refusal("they cannot be read: " + unreadable.getMessage(), unreadable);
        }
        for (String sum : SUMS) {
            if (!Objects.equals(found.getAs(sum), expected.get(sum))) {
                throw refusal("other rows are read than were written", null);
            }
        }
    }

    private IllegalArgumentException refusal(String what, @Nullable Exception why) {
        return new IllegalArgumentException(
                "Cannot write dataset " + dataset + " as " + dataFormat
                        + " with the options that are given ("
                        + String.join(", ", options.all().keySet()) + "): with them, "
                        + what + ". Leave out those that say how text is written, or choose another format.",
                why);
    }

    private List<Column> sums() {
        Column hash = functions.xxhash64(
                Stream.of(schema.fields()).map(ReadBack::hashable).toArray(Column[]::new));
        Column part = hash.bitwiseAND(functions.lit(Integer.MAX_VALUE));
        return List.of(
                functions.count(functions.lit(1)).as(ROWS),
                functions.bit_xor(hash).as(XOR),
                functions.sum(part).as(SUM));
    }

    private static Column hashable(StructField field) {
        Column column = functions.col(QuotedName.of(field.name()));
        return hasHash(field.dataType()) ? column : functions.to_json(functions.struct(column));
    }

    /** Spark hashes no maps, whose order does not count, nor some types of its newer versions. */
    private static boolean hasHash(DataType type) {
        if (type instanceof ArrayType array) {
            return hasHash(array.elementType());
        }
        if (type instanceof StructType struct) {
            return Stream.of(struct.fields()).allMatch(field -> hasHash(field.dataType()));
        }
        return !(type instanceof MapType) && !type.typeName().equals("variant");
    }
}
