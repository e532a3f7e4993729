package io.turnstile.spark;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.read.Verification;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import io.turnstile.spark.session.PythonCall;
import io.turnstile.spark.session.WrittenRows;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One write of a dataset: begins it, computes by a native Spark write into the generation if there is something to
 * compute, and publishes. Where there is not, the query is not even looked at, so no Spark job is run.
 *
 * @param target the dataset
 * @param mode what to do where it exists
 * @param dataFormat the files' format
 * @param formatOptions passed on to the format
 * @param partitionColumns the columns to partition by, in that order
 * @param properties to be kept with the generation
 */
record DatasetWrite(
        CachedDataset target,
        WriteMode mode,
        String dataFormat,
        Map<String, String> formatOptions,
        List<String> partitionColumns,
        Map<String, String> properties) {
    private static final Logger LOG = LoggerFactory.getLogger(DatasetWrite.class);
    private static final String LOST = "lost";

    /**
     * Runs the write. Whatever is thrown, nothing half-written is published and no lock is held.
     *
     * @param session for the event that tells of it
     * @param query gives what to write; asked only under the lock, and only if it is to be computed
     * @param wanted the query's schema as far as it is known without asking
     * @return what to show of it, see {@link WriteMetric}
     */
    CustomTaskMetric[] run(SparkSession session, Supplier<Dataset<Row>> query, Optional<StructType> wanted) {
        try {
            return attempt(session, query, wanted);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /** The same, starting again from the lock if the write was shut out and nobody else has published. */
    void runUntilThere(SparkSession session, Supplier<Dataset<Row>> query) {
        try {
            while (true) {
                try {
                    if (target.options().recomputeOnDamage()) {
                        quarantineIfDamaged();
                    }
                    attempt(session, query, Optional.empty());
                    return;
                } catch (CommitFailedException lost) {
                    if (lost.winner().isEmpty()) {
                        throw lost;
                    }
                    LOG.warn("Dataset {} is computed again: {}", target.key(), lost.getMessage());
                }
            }
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /** Costs a listing of the dataset's directories, which is why it must be asked for. */
    private void quarantineIfDamaged() throws IOException {
        Verification verification = target.verify().orElse(null);
        if (verification != null && !verification.readable() && verification.generation() != null) {
            target.quarantine(verification.generation());
        }
    }

    private CustomTaskMetric[] attempt(SparkSession session, Supplier<Dataset<Row>> query, Optional<StructType> wanted)
            throws IOException {
        DatasetEvents events = new DatasetEvents(session, target.key());
        WriteStart start;
        try {
            start = PythonCall.whileAwaited(() -> target.beginWrite(mode));
        } catch (RerunDeniedException refused) {
            events.refused();
            throw refused;
        }
        if (start instanceof WriteStart.Compute compute) {
            try (GenerationWrite write = compute.write()) {
                GenerationWrite.Outcome outcome = compute(write, query);
                if (outcome.published()) {
                    events.post(DatasetEvent.Action.COMPUTED, outcome.head(), start.waited());
                    if (write.isRerun()) {
                        events.rerun();
                    }
                    return WriteMetric.ofPublished(outcome.head(), start.waited());
                }
                events.post(DatasetEvent.Action.REUSED, outcome.head(), start.waited());
            }
        } else if (start instanceof WriteStart.Reuse reuse) {
            if (wanted.isPresent()) {
                warnIfDifferent(target, reuse.head(), wanted.get());
            }
            events.post(DatasetEvent.Action.REUSED, reuse.head(), start.waited());
        }
        return WriteMetric.ofReused(start.waited());
    }

    private GenerationWrite.Outcome compute(GenerationWrite write, Supplier<Dataset<Row>> query) throws IOException {
        try {
            return compute(write, query.get());
        } catch (Throwable failure) {
            if (Failures.isInterruption(failure)) {
                throw failure;
            }
            Optional<GenerationWrite.Outcome> winners = winnersOutcome(write, failure);
            if (winners.isPresent()) {
                return winners.get();
            }
            write.fail(failure);
            throw failure;
        }
    }

    private static Optional<GenerationWrite.Outcome> winnersOutcome(GenerationWrite write, Throwable failure) {
        try {
            return write.winnersOutcome();
        } catch (IOException nothingToUse) {
            failure.addSuppressed(nothingToUse);
            return Optional.empty();
        }
    }

    private GenerationWrite.Outcome compute(GenerationWrite write, Dataset<Row> data) throws IOException {
        StructType schema = data.schema();
        checkColumns(schema);
        FormatOptions options = new FormatOptions(dataFormat, formatOptions);
        Observation lost = new Observation();
        Dataset<Row> observed = options.loses(schema, partitionColumns)
                .map(row -> data.observe(
                        lost, functions.count(functions.when(row, 1)).as(LOST)))
                .orElse(data);
        long written;
        try (WrittenRows rows = WrittenRows.of(write.path())) {
            observed.write()
                    .format(dataFormat)
                    .options(options.all())
                    // Spark takes the committer from the one or the other, depending on the format.
                    .option("spark.sql.sources.outputCommitterClass", CountedCommitter.class.getName())
                    .option("spark.sql.parquet.output.committer.class", CountedCommitter.class.getName())
                    .partitionBy(partitionColumns.toArray(String[]::new))
                    .mode("errorifexists")
                    .save(write.path().toString());
            written = rows.count();
        }
        long lostRows = observed == data ? 0 : counted(lost);
        if (lostRows > 0) {
            throw new IllegalArgumentException(
                    "Cannot write dataset " + target.key() + ": " + options.refusal(lostRows));
        }
        Map<String, String> kept = new HashMap<>(properties);
        kept.putAll(options.properties(schema, partitionColumns));
        return write.commit(new GenerationWrite.Content(
                dataFormat, inReadingOrder(schema).json(), partitionColumns, kept, written));
    }

    private static long counted(Observation lost) throws IOException {
        try {
            return lost.getAsJava().get(LOST) instanceof Long count ? count : 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("Interrupted before the write was published").initCause(interrupted);
        }
    }

    /** Says so if a dataset that is reused has other columns than the query that would have made it. */
    static void warnIfDifferent(CachedDataset target, Generation head, StructType wanted) throws IOException {
        Manifest manifest = target.manifest(head);
        if (manifest.schema().isEmpty()) {
            return; // To find out would cost a Spark job, and reusing a dataset costs none.
        }
        Map<String, DataType> there = types(DatasetTable.schemaOf(manifest));
        Map<String, DataType> asked = types(wanted);
        if (!there.equals(asked)) {
            LOG.warn(
                    "Dataset {} exists and is reused, but its columns {} are not those of the query, {}. To compute it"
                            + " anew, use CREATE OR REPLACE TABLE or mode(\"overwrite\")",
                    target.key(),
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

    private void checkColumns(StructType schema) {
        Set<String> names = Arrays.stream(schema.fieldNames()).collect(Collectors.toSet());
        for (String column : partitionColumns) {
            if (!names.contains(column)) {
                throw new IllegalArgumentException("Cannot write dataset " + target.key() + ": it is partitioned by '"
                        + column + "', and the query has no such column; it has "
                        + String.join(", ", schema.fieldNames()) + ".");
            }
            if (schema.apply(column).dataType() instanceof BinaryType) {
                throw new IllegalArgumentException(Refusals.binaryPartition("dataset " + target.key(), column));
            }
        }
        for (StructField field : schema.fields()) {
            // Spark writes them, and reads other ones.
            if (dataFormat.equals("csv") && field.dataType() instanceof BinaryType) {
                throw new IllegalArgumentException(Refusals.binaryInCsv("dataset " + target.key(), field.name()));
            }
        }
        if (schema.length() == partitionColumns.size()) {
            throw new IllegalArgumentException("Cannot write dataset " + target.key()
                    + ": the query needs at least one column that it is not partitioned by.");
        }
    }

    /** Partition columns come last, as in everything that Spark reads from such directories; any value may be null. */
    private StructType inReadingOrder(StructType schema) {
        StructType ordered = new StructType();
        for (StructField field : schema.fields()) {
            ordered = partitionColumns.contains(field.name()) ? ordered : ordered.add(field);
        }
        for (String column : partitionColumns) {
            ordered = ordered.add(schema.apply(column));
        }
        return ordered.asNullable();
    }
}
