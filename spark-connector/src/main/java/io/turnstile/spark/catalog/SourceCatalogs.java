package io.turnstile.spark.catalog;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.spark.option.DataFormats;
import io.turnstile.spark.session.CatalogEntries;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;

/**
 * The registry of the catalogs behind {@code format("turnstile")}. Spark finds them by their names, and their options are
 * here: in a session's configuration Spark would write them to its event log with every job, without looking for secrets
 * among them.
 */
public final class SourceCatalogs {
    private static final Map<String, Map<String, String>> OPTIONS = new ConcurrentHashMap<>();

    /** The name is for everybody to see, and nobody shall find out a password by trying which gives the same name. */
    private static final String SALT = UUID.randomUUID().toString();

    private SourceCatalogs() {}

    /**
     * Registers the catalog that has these options, unless it is registered.
     *
     * @param catalog its class
     * @return its name, which stands for the options, because Spark initialises a catalog once for each session and name
     * @throws InvalidOptionException if the address of Redis has a password: Spark shows it with the plan of each write
     */
    public static String registered(Class<? extends CatalogPlugin> catalog, Map<String, String> options) {
        options.forEach(SourceCatalogs::requireNoPassword);
        Map<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(options);
        UUID digest = UUID.nameUUIDFromBytes((SALT + sorted).getBytes(StandardCharsets.UTF_8));
        String name = DataFormats.SOURCE + "_" + digest.toString().replace("-", "");
        OPTIONS.put(name, sorted);
        CatalogEntries.register(name, catalog);
        return name;
    }

    /** The options of a catalog that is registered here; none of another. */
    static Map<String, String> options(String catalog) {
        return OPTIONS.getOrDefault(catalog, Map.of());
    }

    private static void requireNoPassword(String option, String value) {
        if (TurnstileOption.REDIS.key().equalsIgnoreCase(option) && TurnstileOptions.hasPassword(value)) {
            throw new InvalidOptionException("The option '" + option + "' has a password in it, which Spark would show"
                    + " with the plan of every write. Give it as the option 'redis.password'.");
        }
    }
}
