package io.turnstile.spark.write;

import io.turnstile.core.commit.Origin;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.spark.option.FormatOptions;
import io.turnstile.spark.session.CommitProtocols;
import io.turnstile.spark.session.OwnJobs;
import io.turnstile.spark.session.WrittenRows;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A native Spark write ({@code DataFrameWriter.save}) of one generation, through our committer, which counts its rows.
 *
 * @param dataFormat the files' format
 * @param formatOptions passed on to the format
 * @param partitionColumns the columns to partition by, in that order
 * @param properties to be kept with the generation
 */
record NativeWrite(
        String dataFormat,
        Map<String, String> formatOptions,
        List<String> partitionColumns,
        Map<String, String> properties) {
    private static final String LOST = "lost";

    /**
     * Writes the rows and publishes them.
     *
     * @param jobs those that this runs, and any that were run for the data before
     * @param origin what they were computed from; asked when they have been written
     * @throws IllegalArgumentException if the format cannot hold them; nothing is published
     */
    GenerationWrite.Outcome publish(
            DatasetKey dataset, GenerationWrite write, Dataset<Row> data, OwnJobs jobs, Supplier<Origin> origin)
            throws IOException {
        WriteSchema schema = new WriteSchema(dataset, data.schema(), dataFormat, partitionColumns);
        schema.check(data.sparkSession().conf());
        CommitProtocols.requireOurCommitter(data.sparkSession());
        FormatOptions options = new FormatOptions(dataFormat, formatOptions);
        Observation lost = new Observation();
        Dataset<Row> observed = options.loses(data.schema(), partitionColumns)
                .map(row -> data.observe(
                        lost, functions.count(functions.when(row, 1)).as(LOST)))
                .orElse(data);
        Optional<ReadBack> readBack = options.mayLose(data.schema(), partitionColumns)
                ? Optional.of(new ReadBack(dataset, dataFormat, options, schema.inReadingOrder()))
                : Optional.empty();
        long written;
        try (WrittenRows rows = WrittenRows.of(write.path())) {
            readBack.map(check -> check.observing(observed))
                    .orElse(observed)
                    .write()
                    .format(dataFormat)
                    .options(options.all())
                    // Spark takes the committer from the one or the other, depending on the format.
                    .option("spark.sql.sources.outputCommitterClass", RowCountingCommitter.class.getName())
                    .option("spark.sql.parquet.output.committer.class", RowCountingCommitter.class.getName())
                    .partitionBy(partitionColumns.toArray(String[]::new))
                    .mode("errorifexists")
                    .save(write.path().toString());
            written = rows.count();
        }
        if (observed != data && Observed.by(lost).get(LOST) instanceof Long lostRows && lostRows > 0) {
            throw new IllegalArgumentException("Cannot write dataset " + dataset + ": " + options.refusal(lostRows));
        }
        Map<String, String> kept = new HashMap<>(properties);
        kept.putAll(options.properties(data.schema(), partitionColumns));
        GenerationContent content = new GenerationContent(
                dataFormat,
                schema.inReadingOrder().json(),
                partitionColumns,
                kept,
                written,
                jobs.executorTime().orElse(null),
                origin.get());
        return write.commit(content, () -> {
            if (readBack.isPresent()) {
                readBack.get().check(data, write.path());
            }
        });
    }
}
