package io.turnstile.spark.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.internal.SQLConf;

/**
 * The registry of catalogs that every session of the JVM has. A session's own configuration would not do: who plans a read or
 * a write does not tell for which session, and in a new thread the active one is another. Thread-safe.
 */
public final class CatalogEntries {
    private static final Set<String> REGISTERED = ConcurrentHashMap.newKeySet();

    private CatalogEntries() {}

    /** Registers a catalog by name, unless it is registered: as the default of the setting that Spark looks for. */
    public static void register(String name, Class<? extends CatalogPlugin> catalog) {
        if (REGISTERED.add(name)) {
            var unused = SQLConf.buildConf("spark.sql.catalog." + name)
                    .internal()
                    .stringConf()
                    .createWithDefault(catalog.getName());
        }
    }
}
