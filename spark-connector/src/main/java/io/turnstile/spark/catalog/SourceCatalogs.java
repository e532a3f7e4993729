package io.turnstile.spark.catalog;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.spark.option.DataFormats;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;

/**
 * The registry of the catalogs behind {@code format("turnstile")}: Spark finds them by entries in the session's
 * configuration. It writes those to its event log with every job, without looking for secrets among them, so passwords
 * stay here.
 */
public final class SourceCatalogs {
    private static final String PREFIX = "spark.sql.catalog.";
    private static final Map<String, Map<String, String>> SECRETS = new ConcurrentHashMap<>();

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
    public static String registered(
            RuntimeConfig configuration, Class<? extends CatalogPlugin> catalog, Map<String, String> options) {
        UUID digest = UUID.nameUUIDFromBytes((SALT + new TreeMap<>(options)).getBytes(StandardCharsets.UTF_8));
        String name = DataFormats.SOURCE + "_" + digest.toString().replace("-", "");
        Map<String, String> secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.forEach((option, value) -> {
            if (TurnstileOption.REDIS_PASSWORD.key().equalsIgnoreCase(option)) {
                secrets.put(option, value);
            } else {
                requireNoPassword(option, value);
                configuration.set(PREFIX + name + "." + option, value);
            }
        });
        SECRETS.put(name, secrets);
        configuration.set(PREFIX + name, catalog.getName());
        return name;
    }

    /** The options of a catalog that are not in the session's configuration. */
    static Map<String, String> secrets(String catalog) {
        return SECRETS.getOrDefault(catalog, Map.of());
    }

    private static void requireNoPassword(String option, String value) {
        if (TurnstileOption.REDIS.key().equalsIgnoreCase(option) && TurnstileOptions.hasPassword(value)) {
            throw new InvalidOptionException("The option '" + option + "' has a password in it, which Spark would show"
                    + " with the plan of every write. Give it as the option 'redis.password'.");
        }
    }
}
