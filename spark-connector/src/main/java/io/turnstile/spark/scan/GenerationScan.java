package io.turnstile.spark.scan;

import io.turnstile.spark.session.QuotedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.SupportsRuntimeV2Filtering;
import org.apache.spark.sql.execution.datasources.v2.FileScan;
import org.apache.spark.sql.internal.connector.SupportsMetadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A scan that wraps Spark's own file scan and adds what that lacks: dynamic partition pruning, a row count, and a size
 * that takes partition filters into account.
 *
 * <p>Spark calls {@link #toBatch} when it plans, and again after {@link #filter}. The batch it already has stays what it
 * was, so that two scans with the same filters to come are still found to be equal.
 */
final class GenerationScan implements SupportsRuntimeV2Filtering, SupportsReportStatistics, SupportsMetadata {
    private final FileScan delegate;
    private final GenerationIndex index;
    private final long rows;
    private final @Nullable FileMetadata metadata;
    private final String insteadOf;
    private final Object pinned;
    private final GenerationBatch unfiltered;
    private volatile GenerationBatch batch;
    private final List<Predicate> runtimePredicates = new ArrayList<>();
    private @Nullable PartitionReaderFactory readers;

    /**
     * A scan.
     *
     * @param rows how many rows it yields if no partition is left out, -1 if that is not known
     * @param localityFiles for how many files to find out where they are
     * @param metadata what to add of files' metadata; null for none
     * @param insteadOf in whose place it stands, to be shown; empty if it was asked for by its name
     */
    GenerationScan(
            FileScan delegate,
            GenerationIndex index,
            long rows,
            int localityFiles,
            @Nullable FileMetadata metadata,
            String insteadOf,
            Object pinned) {
        this.delegate = delegate;
        this.index = index;
        this.rows = rows;
        this.metadata = metadata;
        this.insteadOf = insteadOf;
        this.pinned = pinned;
        this.unfiltered = new GenerationBatch(delegate, index, List.of(), localityFiles, metadata, this::readers);
        this.batch = unfiltered;
    }

    @Override
    public StructType readSchema() {
        StructType read = delegate.readSchema();
        return metadata == null ? read : read.add(FileMetadata.NAME, metadata.type(), false);
    }

    @Override
    public String description() {
        return insteadOf.isEmpty()
                ? delegate.description()
                : delegate.description() + ", InsteadOf: [" + insteadOf + "]";
    }

    @Override
    @SuppressWarnings("unchecked") // Of 2.12's signature a part gets lost.
    public scala.collection.immutable.Map<String, String> getMetaData() {
        return insteadOf.isEmpty()
                ? delegate.getMetaData()
                : delegate.getMetaData().updated("InsteadOf", "[" + insteadOf + "]");
    }

    @Override
    public Scan.ColumnarSupportMode columnarSupportMode() {
        return delegate.columnarSupportMode();
    }

    @Override
    public CustomMetric[] supportedCustomMetrics() {
        return ScanMetric.all();
    }

    /** Spark asks when it knows every filter and is about to run the scan: the time to find out where the files are. */
    @Override
    public CustomTaskMetric[] reportDriverMetrics() {
        GenerationBatch running = batch;
        running.locate();
        return ScanMetric.of(running.files());
    }

    @Override
    public Batch toBatch() {
        return batch;
    }

    /** One for all batches and all copies of a plan, each of which asks: making one broadcasts a Hadoop configuration. */
    private synchronized PartitionReaderFactory readers() {
        PartitionReaderFactory made = readers;
        if (made == null) {
            PartitionReaderFactory files = delegate.createReaderFactory();
            RecordedFiles recorded =
                    new RecordedFiles(index.files().directory().getName(), DataFormat.configurationOf(files));
            made = new PinnedReaderFactory(files, recorded, metadata, pinned);
            readers = made;
        }
        return made;
    }

    @Override
    public NamedReference[] filterAttributes() {
        // Only what the scan puts out: after an aggregation was pushed down, a partition column may not be in there.
        List<String> output = Arrays.asList(delegate.readSchema().fieldNames());
        return Arrays.stream(delegate.readPartitionSchema().fields())
                .filter(field -> output.contains(field.name()) && RuntimeFilter.canFilterBy(field.dataType()))
                // From the parts of a name, as a name that is parsed may not contain a dot.
                .map(field -> Expressions.column(QuotedName.of(field.name())))
                .toArray(NamedReference[]::new);
    }

    @Override
    public synchronized void filter(Predicate[] predicates) {
        runtimePredicates.addAll(Arrays.asList(predicates));
        List<RuntimeFilter> filters = runtimePredicates.stream()
                .flatMap(predicate -> RuntimeFilter.of(predicate, index.files().partitionSchema()).stream())
                .distinct()
                .toList();
        batch = batch.filteredBy(filters);
    }

    /** From Spark 4.2 on part of the interface. */
    @SuppressWarnings("MissingOverride")
    public synchronized Predicate[] pushedPredicates() {
        return runtimePredicates.stream()
                .filter(predicate -> RuntimeFilter.of(predicate, index.files().partitionSchema())
                        .isPresent())
                .toArray(Predicate[]::new);
    }

    /** Of what the partition filters leave. Data filters do not count: Spark evaluates them again, and estimates there. */
    @Override
    public Statistics estimateStatistics() {
        Statistics whole = delegate.estimateStatistics();
        double share = share();
        return new Statistics() {
            @Override
            public OptionalLong sizeInBytes() {
                OptionalLong bytes = whole.sizeInBytes();
                return bytes.isPresent() ? OptionalLong.of((long) Math.ceil(bytes.getAsLong() * share)) : bytes;
            }

            @Override
            public OptionalLong numRows() {
                return rows < 0 ? OptionalLong.empty() : OptionalLong.of((long) Math.ceil(rows * share));
            }
        };
    }

    private double share() {
        long total = index.files().bytes();
        return total == 0 || delegate.partitionFilters().isEmpty() ? 1 : (double) unfiltered.bytes() / total;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GenerationScan scan && batch.equals(scan.batch);
    }

    @Override
    public int hashCode() {
        return delegate.hashCode();
    }
}
