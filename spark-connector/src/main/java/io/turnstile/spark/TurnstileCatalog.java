package io.turnstile.spark;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.history.AsOf;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.write.ReuseCheck;
import io.turnstile.core.write.WriteMode;
import io.turnstile.spark.catalog.NamespaceCatalog;
import io.turnstile.spark.catalog.SourceIdentifier;
import io.turnstile.spark.event.DatasetEvent;
import io.turnstile.spark.event.DatasetEvents;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.origin.StaleCheck;
import io.turnstile.spark.origin.StaleReads;
import io.turnstile.spark.procedures.ReuseRow;
import io.turnstile.spark.read.DatasetTable;
import io.turnstile.spark.reuse.ReuseExplanation;
import io.turnstile.spark.session.MetadataCommand;
import io.turnstile.spark.session.PythonCall;
import io.turnstile.spark.session.WriteCommand;
import io.turnstile.spark.write.CachedWrite;
import io.turnstile.spark.write.OverwriteTable;
import io.turnstile.spark.write.StagedDataset;
import io.turnstile.spark.write.WriteMetric;
import io.turnstile.spark.write.WriteRequest;
import io.turnstile.spark.write.WriteSchema;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource V2 catalog ({@link StagingTableCatalog}) whose tables are the datasets of one root.
 *
 * <pre>
 * spark.sql.catalog.cache=io.turnstile.spark.TurnstileCatalog
 * spark.sql.catalog.cache.root=hdfs:///cache
 * spark.sql.catalog.cache.redis=redis://host:6379
 * </pre>
 *
 * <p>Loading a table passes the momentary lock and pins a generation; it waits only where nothing is committed and
 * somebody is computing. {@code CREATE TABLE … AS SELECT} and {@code CREATE OR REPLACE} hand their query to a
 * {@link CachedWrite}. Thread-safe.
 */
@SuppressWarnings("deprecation") // The successors take columns or a TableInfo; their defaults end here in every Spark.
public final class TurnstileCatalog extends NamespaceCatalog implements StagingTableCatalog {
    /** What is asked of a table without reading it is told as it is known now. */
    private static final Map<String, String> WITHOUT_WAITING =
            Map.of(TurnstileOption.LOCK_WAIT.key(), "0s", TurnstileOption.DURING_RERUN.key(), "previous");

    // ---- reading

    @Override
    public Table loadTable(Identifier ident) throws NoSuchTableException {
        if (ident instanceof SourceIdentifier path && path.forWriting()) {
            return overwriteTable(ident);
        }
        // Who lists or describes tables uses none of them.
        return read(ident, MetadataCommand.isRunning() ? CachedDataset::glance : CachedDataset::snapshot);
    }

    /** What a dataset was at a version, which is a version's number or a generation's name. */
    @Override
    public Table loadTable(Identifier ident, String version) throws NoSuchTableException {
        AsOf asOf = AsOf.parse(version);
        return read(ident, dataset -> dataset.snapshot(asOf));
    }

    /** What a dataset was at a time, in microseconds since the epoch, by the clocks of those who wrote it. */
    @Override
    public Table loadTable(Identifier ident, long timestamp) throws NoSuchTableException {
        AsOf asOf = new AsOf.Time(Instant.EPOCH.plus(timestamp, ChronoUnit.MICROS));
        return read(ident, dataset -> dataset.snapshot(asOf));
    }

    private interface Opening {
        Snapshot open(CachedDataset dataset) throws IOException;
    }

    private Table read(Identifier ident, Opening opening) throws NoSuchTableException {
        if (!isKey(ident)) {
            throw new NoSuchTableException(ident);
        }
        boolean metadata = MetadataCommand.isRunning();
        CachedDataset dataset = dataset(ident, metadata ? WITHOUT_WAITING : Map.of());
        try {
            Snapshot snapshot = PythonCall.whileAwaited(() -> opening.open(dataset));
            new DatasetEvents(session(), dataset.key())
                    .post(DatasetEvent.Action.READ, snapshot.generation(), snapshot.waited());
            if (!metadata && dataset.options().warnOfStaleReads()) {
                StaleReads.look(session(), dataset, snapshot.generation());
            }
            return table(ident, snapshot, dataset.options());
        } catch (DatasetNotCachedException missing) {
            throw Failures.<RuntimeException>asIs(new NotCachedException(missing));
        } catch (DatasetLockedException computing) {
            throw metadata ? Failures.<RuntimeException>asIs(new NotCachedException(computing)) : computing;
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    private Table table(Identifier ident, Snapshot snapshot, TurnstileOptions options) {
        boolean kept = false;
        try {
            Table table = new DatasetTable(qualified(ident), session(), snapshot, options);
            kept = true;
            return table;
        } finally {
            if (!kept) {
                snapshot.close();
            }
        }
    }

    /** Where Spark means to write, a dataset that is missing is no mistake, and nothing is to be waited for yet. */
    @Override
    public Table loadTable(Identifier ident, Set<TableWritePrivilege> writePrivileges) throws NoSuchTableException {
        if (!tableExists(ident)) {
            throw new NoSuchTableException(ident);
        }
        return loadTable(ident);
    }

    /**
     * Whether the dataset exists; takes no lock. To a {@code CREATE TABLE … AS SELECT} that did not say {@code IF NOT
     * EXISTS} it answers with an error that tells whose dataset it is, which Spark's own does not.
     */
    @Override
    public boolean tableExists(Identifier ident) {
        if (!isKey(ident)) {
            return false;
        }
        CachedDataset dataset = dataset(ident, Map.of());
        WriteCommand command = WriteCommand.running(session()).orElse(null);
        Map<String, String> own = command == null
                ? Map.of()
                : ConnectorOptions.ofWrite(command.options()).own();
        try {
            Optional<Generation> head = dataset.head();
            if (head.isPresent() && command != null) {
                if (command.kind() == WriteCommand.Kind.CREATE_IF_NOT_EXISTS
                        && isComputedAgain(dataset(ident, own), head.get(), command)) {
                    return false;
                }
                switch (command.kind()) {
                    case CREATE -> dataset.beginWrite(WriteMode.FAIL);
                    case CREATE_IF_NOT_EXISTS -> reused(dataset, head.get(), command);
                    case REPLACE -> require(CachedDataset::requireReplaceable, ident, own);
                }
            }
            return head.isPresent();
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    private boolean isComputedAgain(CachedDataset dataset, Generation head, WriteCommand command) throws IOException {
        return dataset.isExpired(head)
                || StaleCheck.ofPlan(session(), dataset, command.query())
                        .objection(head, ReuseCheck.Seen.AT_FIRST)
                        .isPresent();
    }

    private void reused(CachedDataset dataset, Generation head, WriteCommand command) throws IOException {
        WriteSchema.warnIfDifferent(dataset, head, command.schema());
        command.skip(session());
        dataset.reused(head);
        new DatasetEvents(session(), dataset.key()).post(DatasetEvent.Action.REUSED, head, Duration.ZERO);
    }

    /** The table of a {@code mode("overwrite")}, which Spark loads in the same way as one to read. */
    private Table overwriteTable(Identifier ident) {
        CachedDataset dataset = dataset(ident, Map.of());
        try {
            Optional<Generation> head = dataset.head();
            @Nullable
            List<String> partitionColumns =
                    head.isPresent() ? dataset.manifest(head.get()).partitionColumns() : null;
            WriteRequest request = new WriteRequest(
                    WriteMode.REPLACE, partitionColumns == null ? List.of() : partitionColumns, Map.of());
            return new OverwriteTable(qualified(ident), session(), partitionColumns, write(ident, request));
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    // ---- writing

    /** The write that is asked for, once its writer's options are known. */
    private StagedDataset.WriteFactory write(Identifier ident, WriteRequest request) {
        return options -> request.with(options, (own, parameters) -> dataset(ident, own, parameters));
    }

    @Override
    public StagedTable stageCreate(
            Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
        boolean reuse = WriteCommand.running(session())
                .filter(command -> command.kind() == WriteCommand.Kind.CREATE_IF_NOT_EXISTS)
                .isPresent();
        return staged(ident, reuse ? WriteMode.REUSE : WriteMode.FAIL, schema, partitions, properties);
    }

    @Override
    public StagedTable stageReplace(
            Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
        return staged(ident, WriteMode.REPLACE, schema, partitions, properties);
    }

    @Override
    public StagedTable stageCreateOrReplace(
            Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
        return staged(ident, WriteMode.REPLACE, schema, partitions, properties);
    }

    private StagedTable staged(
            Identifier ident,
            WriteMode mode,
            StructType schema,
            Transform[] partitions,
            Map<String, String> properties) {
        String table = qualified(ident);
        // To Spark, the key that format("turnstile") is given is a path.
        WriteRequest request = ident instanceof SourceIdentifier
                ? WriteRequest.of(table, mode, partitions, properties)
                : WriteRequest.ofStatement(table, mode, partitions, properties);
        return new StagedDataset(table, schema, session(), lineage(ident), write(ident, request));
    }

    /** What staged writes show in the SQL tab. Part of the interface from Spark 4 on. */
    @SuppressWarnings("MissingOverride")
    public CustomMetric[] supportedCustomMetrics() {
        return WriteMetric.all();
    }

    @Override
    public boolean dropTable(Identifier ident) {
        if (!isKey(ident)) {
            return false;
        }
        CachedDataset dataset = dataset(ident, Map.of());
        DatasetEvents events = new DatasetEvents(session(), dataset.key());
        try {
            Optional<Generation> removed = PythonCall.whileAwaited(dataset::remove);
            removed.ifPresent(head -> events.post(DatasetEvent.Action.REMOVED, head, Duration.ZERO));
            return removed.isPresent();
        } catch (RerunDeniedException refused) {
            events.refused();
            throw refused;
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /** The same as dropping it: files that somebody may be reading are never deleted at once. */
    @Override
    public boolean purgeTable(Identifier ident) {
        return dropTable(ident);
    }

    // ---- what a dataset cannot do

    @Override
    public Table createTable(
            Identifier ident, StructType schema, Transform[] partitions, Map<String, String> properties) {
        throw new UnsupportedOperationException(Refusals.withoutQuery(qualified(ident)));
    }

    @Override
    protected List<ReuseRow> explained(String query) throws IOException {
        return ReuseExplanation.of(session(), name(), query);
    }
}
