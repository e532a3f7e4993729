package io.turnstile.spark.fingerprint;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * The Delta tables of one query, each read at one version: Delta looks for the version when a query is optimised, so that what
 * was computed of a part of it would else be of another version than what is read beside it. Not thread-safe.
 */
public final class DeltaTables {
    private final Map<Path, DeltaIndex.Snapshot> snapshots = new HashMap<>();

    /** Whether a leaf reads the newest version of a table that there is when it is run. */
    public static boolean isNewest(LogicalPlan leaf) {
        try {
            return leaf instanceof LogicalRelation relation
                    && relation.relation() instanceof HadoopFsRelation files
                    && DeltaIndex.isOfWholeTable(files)
                    && !DeltaIndex.of(files).isAtVersion();
        } catch (Untold unlike) {
            return false; // Nor is there a version that anything could be computed from.
        }
    }

    /**
     * Whether a plan is a command that Delta carries out in a transaction, in which it plans the query anew: what that reads, it
     * must see itself, or it would take no notice of what others write meanwhile.
     */
    public static boolean isWrite(LogicalPlan plan) {
        return plan instanceof V2WriteCommand write
                && write.table() instanceof DataSourceV2Relation target
                && DeltaIndex.isOfDelta(target.table());
    }

    /**
     * A leaf that reads the version for good that is the newest now, or was when another leaf was held that reads the same table.
     *
     * @param leaf one that reads the {@linkplain #isNewest newest} version
     * @throws UnsupportedOperationException if that cannot be told; as a sentence goes on
     */
    public LogicalPlan held(LogicalPlan leaf) {
        LogicalRelation relation = (LogicalRelation) leaf;
        HadoopFsRelation files = (HadoopFsRelation) relation.relation();
        DeltaIndex index = DeltaIndex.of(files);
        try {
            Object[] parts = new Object[relation.productArity()];
            for (int i = 1; i < parts.length; i++) {
                parts[i] = relation.productElement(i);
            }
            parts[0] = DeltaSource.heldAt(snapshots.computeIfAbsent(index.path(), path -> index.snapshot()), files);
            return relation.makeCopy(parts);
        } catch (Untold untold) {
            throw new UnsupportedOperationException(
                    "the version of " + new DeltaName(index.path(), OptionalLong.empty()) + " is unknown, because "
                            + untold.reason(),
                    untold);
        }
    }

    /** Whether an input of this name is a Delta table. */
    public static boolean isOne(List<String> name) {
        return DeltaName.parse(name).isPresent();
    }

    /**
     * The version that a table has now, as a query that reads it has it among its inputs. Reads no more of it than Delta does to
     * open it.
     *
     * @param name the parts of the name that it has there
     * @return empty if it is gone
     * @throws UnsupportedOperationException if it cannot be told, with the reason as a clause
     * @throws IOException if it cannot be asked at the moment
     */
    public static Optional<String> version(SparkSession session, List<String> name) throws IOException {
        DeltaName table = DeltaName.parse(name).orElseThrow();
        Path log = new Path(table.directory(), "_delta_log");
        if (!log.getFileSystem(session.sessionState().newHadoopConf()).exists(log)) {
            return Optional.empty();
        }
        ReadInput now = now(session, table);
        if (now.unknownBecause() != null) {
            throw new UnsupportedOperationException(now.unknownBecause());
        }
        return Optional.ofNullable(now.version());
    }

    private static ReadInput now(SparkSession session, DeltaName table) {
        DataFrameReader reader = session.read().format("delta");
        table.version().ifPresent(version -> reader.option("versionAsOf", version));
        try {
            LogicalPlan plan =
                    reader.load(table.directory().toString()).queryExecution().analyzed();
            HadoopFsRelation files = (HadoopFsRelation) ((LogicalRelation) plan).relation();
            return DeltaSource.of(files).version().get();
        } catch (Exception | LinkageError unreadable) { // Scala throws what it does not declare.
            throw new UnsupportedOperationException(
                    "this session cannot read it as a Delta table: " + unreadable.getMessage(), unreadable);
        }
    }
}
