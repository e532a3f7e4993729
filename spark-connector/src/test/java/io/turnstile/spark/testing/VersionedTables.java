package io.turnstile.spark.testing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A catalog of tables as table formats have them: each is read at the version at which it was loaded, and a commit makes the next
 * one. They are kept in the JVM, for all sessions. Where Spark cannot ask for versions, before 4.1, nobody learns of them.
 */
public final class VersionedTables implements TableCatalog {
    private static final Map<String, Version> HEADS = new ConcurrentHashMap<>();

    private String name = "";

    /** For Spark, which makes one. */
    public VersionedTables() {}

    /**
     * Makes the table's next version, or its first.
     *
     * @param values its rows from now on, of one column
     */
    public static void commit(String table, List<Long> values) {
        HEADS.compute(
                table,
                (any, head) -> new Version(
                        table, head == null ? table + "-1" : head.id, head == null ? 1 : head.number + 1, values));
    }

    /** Puts another table in its place, which has the same version number and other rows. */
    public static void replace(String table, List<Long> values) {
        HEADS.compute(table, (any, head) -> new Version(table, head.id + "1", head.number, values));
    }

    /** What tells whether it has changed. */
    public static String version(String table) {
        return HEADS.get(table).id + " " + HEADS.get(table).number;
    }

    private record Version(String name, String id, int number, List<Long> values) implements Table, SupportsRead {
        @SuppressWarnings("MissingOverride") // Since Spark 4.1.
        public String version() {
            return Integer.toString(number);
        }

        @Override
        @SuppressWarnings(
                "deprecation") // Its successor takes columns, which only internals of Spark make from a schema.
        public StructType schema() {
            return new StructType().add("value", DataTypes.LongType);
        }

        @Override
        public Column[] columns() {
            return new Column[] {NumberedColumn.of("value", DataTypes.LongType, id)};
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> new LocalScan() {
                @Override
                public InternalRow[] rows() {
                    return values.stream()
                            .map(value -> new GenericInternalRow(new Object[] {value}))
                            .toArray(InternalRow[]::new);
                }

                @Override
                public StructType readSchema() {
                    return schema();
                }
            };
        }
    }

    @Override
    public void initialize(String called, CaseInsensitiveStringMap options) {
        name = called;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
        Version head = HEADS.get(table.name());
        if (head == null) {
            throw new NoSuchTableException(table);
        }
        return head;
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
        return new Identifier[0];
    }

    @Override
    @SuppressWarnings("deprecation")
    public Table createTable(
            Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
        throw new UnsupportedOperationException("only tests make tables here");
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) {
        throw new UnsupportedOperationException("only tests change tables here");
    }

    @Override
    public boolean dropTable(Identifier table) {
        return false;
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw new UnsupportedOperationException("only tests rename tables here");
    }
}
