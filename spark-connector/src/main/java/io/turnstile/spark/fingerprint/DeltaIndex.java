package io.turnstile.spark.fingerprint;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Instant;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import scala.Option;
import scala.Product;

/**
 * The index of the files of a Delta table in a plan, asked by the names of its methods: nothing here is compiled against Delta,
 * and a Delta whose classes are others is refused.
 *
 * <p>Unless it is read as of another time, such an index is of no version: {@code getSnapshot} brings the table up to date, and
 * Delta calls that when it optimises a query, not when it is analysed. {@link #at} makes one that stays at a snapshot, as a read
 * as of another time has it.
 */
final class DeltaIndex {
    private static final String DELTA = "org.apache.spark.sql.delta.";
    private static final String WHOLE_TABLE = DELTA + "files.TahoeLogFileIndex";
    private static final String FORMAT = DELTA + "DeltaParquetFileFormat";

    private final FileIndex index;

    private DeltaIndex(FileIndex index) {
        this.index = index;
    }

    /**
     * A table at a version.
     *
     * @param itself Delta's object
     * @param table which table it is, wherever it lies
     * @param committedAt when this version was; another history of the same table may have the same number
     * @param metadata Delta's object: schema, names of columns within files, properties
     */
    record Snapshot(Object itself, String table, long version, Instant committedAt, Object metadata) {
        private static Snapshot of(Object snapshot) {
            Object metadata = told(snapshot, "metadata");
            String table = (String) told(metadata, "id");
            long version = (Long) told(snapshot, "version");
            if (table == null || table.isEmpty() || version < 0) {
                throw new Untold("there is no Delta table");
            }
            return new Snapshot(
                    snapshot, table, version, Instant.ofEpochMilli((Long) told(snapshot, "timestamp")), metadata);
        }

        String text() {
            return version + " of " + committedAt + " of table " + table;
        }
    }

    /** Whether it is anything of Delta's. */
    static boolean isOfDelta(HadoopFsRelation files) {
        return files.location().getClass().getName().startsWith(DELTA)
                || files.fileFormat().getClass().getName().startsWith(DELTA);
    }

    /** Whether it reads a table as it is, and no files that somebody has chosen, as those of changes or of a commit. */
    static boolean isOfWholeTable(HadoopFsRelation files) {
        return files.location().getClass().getName().equals(WHOLE_TABLE)
                && files.fileFormat().getClass().getName().equals(FORMAT)
                && !((Boolean) told(files.fileFormat(), "hasTablePath"));
    }

    /** Of a relation that reads a {@linkplain #isOfWholeTable whole table}. */
    static DeltaIndex of(HadoopFsRelation files) {
        return new DeltaIndex(files.location());
    }

    /** Whether a table is one of Delta's. */
    static boolean isOfDelta(Table table) {
        return table.getClass().getName().startsWith(DELTA);
    }

    /** The table's directory, in full. */
    Path path() {
        return index.rootPaths().head();
    }

    /** Whether its version is given, and for good. */
    boolean isAtVersion() {
        return (Boolean) told(index, "isTimeTravelQuery");
    }

    /** The version that is given. */
    long version() {
        return (Long) told(told(index, "snapshotAtAnalysis"), "version");
    }

    /** Whether it reads a part of the table only, without a filter in the plan that would say so. */
    boolean hasFilters() {
        return ((scala.collection.Iterable<?>) told(index, "partitionFilters")).nonEmpty();
    }

    /**
     * What a query would read that is optimised now. May list the table's log.
     *
     * @throws Untold if it cannot be told, or another definition of the table than this plan has would be read
     */
    Snapshot snapshot() {
        if (!isAtVersion() && isTransactionUnderWay()) {
            throw new Untold("a transaction of Delta's is under way, which reads what it has begun with");
        }
        Snapshot snapshot = Snapshot.of(told(index, "getSnapshot"));
        requireSameDefinition(snapshot);
        return snapshot;
    }

    private boolean isTransactionUnderWay() {
        try {
            Class<?> transactions = Class.forName(
                    DELTA + "OptimisticTransaction", true, index.getClass().getClassLoader());
            return ((Option<?>) Objects.requireNonNull(
                            transactions.getMethod("getActive").invoke(null)))
                    .isDefined();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError unlike) {
            throw unknown(unlike);
        }
    }

    /** Columns of a plan are found in files by what the table's definition calls them. */
    void requireSameDefinition(Snapshot snapshot) {
        if (!told(index, "metadata").equals(snapshot.metadata())) {
            throw new Untold("the definition of the table, or a property of it, has changed since the query was made;"
                    + " make it again");
        }
    }

    /** The same, at a snapshot of the same table for good. */
    FileIndex at(Snapshot snapshot) {
        Object analysed = told(index, "snapshotAtAnalysis");
        Object[] parts = new Object[((Product) index).productArity()];
        for (int i = 0; i < parts.length; i++) {
            Object part = ((Product) index).productElement(i);
            parts[i] = part == analysed ? snapshot.itself() : part instanceof Boolean ? true : part;
        }
        try {
            for (Constructor<?> constructor : index.getClass().getConstructors()) {
                if (constructor.getParameterCount() == parts.length) {
                    FileIndex held = (FileIndex) constructor.newInstance(parts);
                    requireAt(snapshot, new DeltaIndex(held));
                    return held;
                }
            }
        } catch (ReflectiveOperationException | IllegalArgumentException unlike) {
            throw unknown(unlike);
        }
        throw new Untold("this Delta is none that is known");
    }

    private static void requireAt(Snapshot snapshot, DeltaIndex held) {
        if (!held.isAtVersion() || held.version() != snapshot.version() || held.hasFilters()) {
            throw new Untold("this Delta is none that is known");
        }
    }

    private static Object told(Object of, String method) {
        try {
            return Objects.requireNonNull(of.getClass().getMethod(method).invoke(of));
        } catch (InvocationTargetException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new Untold("Delta cannot read it: " + cause.getMessage());
        } catch (ReflectiveOperationException | NullPointerException unlike) {
            throw unknown(unlike);
        }
    }

    private static Untold unknown(Throwable unlike) {
        return new Untold("this Delta is none that is known: " + unlike);
    }
}
