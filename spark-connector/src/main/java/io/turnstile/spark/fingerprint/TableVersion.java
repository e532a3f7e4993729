package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.lang.reflect.Method;
import org.apache.spark.sql.connector.catalog.Table;
import org.jspecify.annotations.Nullable;

/** What a table of another catalog tells of its version: since Spark 4.1, where it tells anything. */
public final class TableVersion {
    private TableVersion() {}

    /** Which table it is and at which version; null unless it tells both. */
    public static @Nullable String of(Table table) {
        String id = told(table, "id");
        String version = told(table, "version");
        return id == null || version == null ? null : Digest.of(id, version);
    }

    private static @Nullable String told(Table table, String method) {
        try {
            Method found = Table.class.getMethod(method);
            return (String) found.invoke(table);
        } catch (ReflectiveOperationException notInThisSpark) {
            return null;
        }
    }
}
