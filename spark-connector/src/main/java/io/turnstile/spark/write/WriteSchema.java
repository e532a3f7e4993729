package io.turnstile.spark.write;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.TableProperties;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of a write, and its validation: which columns can be written, and in which order they are read back.
 *
 * @param dataset for messages
 * @param schema the query's
 * @param dataFormat the files' format
 * @param partitionColumns the columns to partition by, in that order
 */
public record WriteSchema(DatasetKey dataset, StructType schema, String dataFormat, List<String> partitionColumns) {
    private static final Logger LOG = LoggerFactory.getLogger(WriteSchema.class);

    /**
     * Refuses what cannot be written, before anything is.
     *
     * @param settings of the session that writes
     * @throws IllegalArgumentException if a column cannot be partitioned by or held by the format, or none is left
     */
    void check(RuntimeConfig settings) {
        Set<String> names = Arrays.stream(schema.fieldNames()).collect(Collectors.toSet());
        for (String column : partitionColumns) {
            if (!names.contains(column)) {
                throw new IllegalArgumentException("Cannot write dataset " + dataset + ": it is partitioned by '"
                        + column + "', and the query has no such column; it has "
                        + String.join(", ", schema.fieldNames()) + ".");
            }
            if (Entry.isHidden(column + "=")) {
                throw new IllegalArgumentException(Refusals.hiddenPartition("dataset " + dataset, column));
            }
            if (schema.apply(column).dataType() instanceof BinaryType) {
                throw new IllegalArgumentException(Refusals.binaryPartition("dataset " + dataset, column));
            }
        }
        FormatLimits limits = new FormatLimits(dataFormat, settings);
        for (StructField field : schema.fields()) {
            limits.against(field)
                    .filter(why -> !partitionColumns.contains(field.name()))
                    .ifPresent(why -> {
                        throw new IllegalArgumentException(
                                Refusals.notHeld("dataset " + dataset, field.name(), dataFormat, why));
                    });
        }
        if (schema.length() == partitionColumns.size()) {
            throw new IllegalArgumentException("Cannot write dataset " + dataset
                    + ": the query needs at least one column that it is not partitioned by.");
        }
    }

    /** Partition columns come last, as in everything that Spark reads from such directories; any value may be null. */
    StructType inReadingOrder() {
        StructType ordered = new StructType();
        for (StructField field : schema.fields()) {
            ordered = partitionColumns.contains(field.name()) ? ordered : ordered.add(field);
        }
        for (String column : partitionColumns) {
            ordered = ordered.add(schema.apply(column));
        }
        return ordered.asNullable();
    }

    /** Says so if a dataset that is reused has other columns than the query that would have made it. */
    public static void warnIfDifferent(CachedDataset dataset, Generation head, StructType wanted) throws IOException {
        Manifest manifest = dataset.manifest(head);
        if (manifest.schema().isEmpty()) {
            return; // To find out would cost a Spark job, and reusing a dataset costs none.
        }
        Map<String, DataType> there = types(TableProperties.schemaOf(manifest));
        Map<String, DataType> asked = types(wanted);
        if (!there.equals(asked)) {
            LOG.warn(
                    "Dataset {} exists and is reused, but its columns {} are not those of the query, {}. To compute it"
                            + " anew, use CREATE OR REPLACE TABLE or mode(\"overwrite\")",
                    dataset.key(),
                    there,
                    asked);
        }
    }

    private static Map<String, DataType> types(StructType schema) {
        Map<String, DataType> types = new TreeMap<>();
        for (StructField field : schema.asNullable().fields()) {
            types.put(field.name(), field.dataType());
        }
        return types;
    }
}
