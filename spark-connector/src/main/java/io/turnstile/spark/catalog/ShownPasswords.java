package io.turnstile.spark.catalog;

import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.spark.option.ConnectorOptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A check that warns, once for each setting, where a user has put Redis' password so that Spark shows it. Spark masks
 * settings with {@code password} in their names; in its event log, though, only those with which the application was
 * started.
 */
final class ShownPasswords {
    private static final Logger LOG = LoggerFactory.getLogger(ShownPasswords.class);
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private ShownPasswords() {}

    /** Looks at the settings of a catalog whose options are known to be well-formed. */
    static void warnOf(SparkSession session, String catalog) {
        ConnectorOptions.ofCatalog(catalog, session.conf()).forEach((option, value) -> {
            String setting = "spark.sql.catalog." + catalog + "." + option;
            if (TurnstileOption.REDIS.key().equalsIgnoreCase(option)
                    && !value.isBlank()
                    && TurnstileOptions.hasPassword(value)) {
                warn(
                        setting,
                        "has a password in it, which Spark shows in its web pages and its event log. Give it as"
                                + " redis.password.alias, or as redis.password when the application is started");
            } else if (TurnstileOption.REDIS_PASSWORD.key().equalsIgnoreCase(option)
                    && !session.sparkContext().getConf().contains(setting)) {
                warn(
                        setting,
                        "was set while the application runs, so Spark writes it to its event log, if it keeps one. Give"
                                + " it when the application is started, or as redis.password.alias");
            }
        });
    }

    private static void warn(String setting, String what) {
        if (SAID.add(setting)) {
            LOG.warn("The setting {} {}", setting, what);
        }
    }
}
