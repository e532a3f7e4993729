package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * A table of Iceberg, which tells Spark the branch and the snapshot that it is read at. What the rows of a snapshot are is for the
 * table's columns to say, which it knows by numbers, and changes without a snapshot. Looked up by name, as most applications have
 * no Iceberg; tried with 1.12.
 */
final class IcebergTable {
    private static final String PACKAGE = "org.apache.iceberg.";
    private static final String OF_ROWS = PACKAGE + "spark.source.SparkTable";

    /** That of tables. What is read of a table's own files, snapshots or changes is another class, and has no version. */
    private static final String TABLE = PACKAGE + "BaseTable";

    /** By which a session reads what was not published yet, in place of the snapshot that is told. */
    private static final String UNPUBLISHED = "spark.wap.branch";

    private IcebergTable() {}

    /** Whether it is one, or anything else of Iceberg's. */
    static boolean is(Table table) {
        return table.getClass().getName().startsWith(PACKAGE);
    }

    /** Its columns by number, with those inside of others, and its properties, some of which say how files are read; null if unknown. */
    static @Nullable String definition(Table table) {
        if (!table.getClass().getName().equals(OF_ROWS) || SQLConf.get().contains(UNPUBLISHED)) {
            return null;
        }
        try {
            Object own = get(table, "table");
            return isTable(own.getClass())
                    ? Digest.of(
                            get(own, "schema").toString(), new TreeMap<>((Map<?, ?>) get(own, "properties")).toString())
                    : null;
        } catch (ReflectiveOperationException | ClassCastException unlike) {
            return null;
        }
    }

    private static boolean isTable(@Nullable Class<?> type) {
        return type != null && (type.getName().equals(TABLE) || isTable(type.getSuperclass()));
    }

    private static Object get(Object from, String method) throws ReflectiveOperationException {
        return from.getClass().getMethod(method).invoke(from);
    }
}
