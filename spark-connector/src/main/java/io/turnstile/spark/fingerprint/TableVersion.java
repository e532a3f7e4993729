package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a table of another catalog tells of its version: since Spark 4.1, where it tells anything. A version is of a table's rows
 * and not of its columns: one that was dropped and made again, by the same name and of the same type, holds other values. So the
 * columns have to tell which they are, as they can since Spark 4.2; there those inside of others have no say, so that there must
 * be none. Iceberg's tables are {@linkplain IcebergTable asked themselves}.
 */
public final class TableVersion {
    private TableVersion() {}

    /** Which table it is, of which columns, and at which version; null unless it tells all of that. */
    public static @Nullable String of(Table table) {
        String id = told(Table.class, table, "id");
        String version = told(Table.class, table, "version");
        String columns = IcebergTable.is(table) ? IcebergTable.definition(table) : columns(table);
        return id == null || version == null || columns == null ? null : Digest.of(id, version, columns);
    }

    private static @Nullable String columns(Table table) {
        List<String> ids = new ArrayList<>();
        for (Column column : table.columns()) {
            String id = told(Column.class, column, "id");
            if (id == null || hasColumnsInside(column.dataType())) {
                return null;
            }
            ids.addAll(List.of(column.name(), id));
        }
        return Digest.of(ids);
    }

    private static boolean hasColumnsInside(DataType type) {
        return type instanceof StructType
                || (type instanceof ArrayType array && hasColumnsInside(array.elementType()))
                || (type instanceof MapType map
                        && (hasColumnsInside(map.keyType()) || hasColumnsInside(map.valueType())));
    }

    private static @Nullable String told(Class<?> type, Object by, String method) {
        try {
            Method found = type.getMethod(method);
            return (String) found.invoke(by);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException notInThisSpark) {
            return null;
        }
    }
}
