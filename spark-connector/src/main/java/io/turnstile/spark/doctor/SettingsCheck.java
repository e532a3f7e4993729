package io.turnstile.spark.doctor;

import io.turnstile.core.doctor.Finding;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.option.AdviceSettings;
import io.turnstile.spark.option.ReuseSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** The check of an application's settings: the catalog, the extension and the plugin, and what needs them. */
record SettingsCheck(SparkSession session, String catalog, String implementation) {
    private static final String EXTENSION = "io.turnstile.spark.TurnstileExtensions";
    private static final String PLUGIN = "io.turnstile.spark.TurnstilePlugin";

    List<Finding> findings() {
        return List.of(catalogs(), extension(), plugin());
    }

    private Finding catalogs() {
        List<String> all = ReuseSettings.catalogs(session.conf(), implementation);
        Optional<String> chosen = ReuseSettings.catalog(session.conf());
        String used = catalog + " is one, by Spark " + session.version() + ".";
        if (chosen.isPresent() && !all.contains(chosen.get())) {
            return Finding.warn(
                    "catalog",
                    used + " Queries without a name are kept in " + chosen.get()
                            + " (spark.turnstile.reuse.catalog), which is none.",
                    "SET spark.turnstile.reuse.catalog=" + catalog);
        }
        if (chosen.isEmpty() && all.size() > 1 && isExtended()) {
            return Finding.warn(
                    "catalog",
                    used + " There are several, " + String.join(", ", all) + ": it is not clear where queries without a"
                            + " name are kept, and the hint CACHED is ignored.",
                    "SET spark.turnstile.reuse.catalog=" + catalog);
        }
        return Finding.ok("catalog", used);
    }

    private Finding extension() {
        if (isExtended()) {
            try {
                String scope = ReuseSettings.scope(session.conf()).name().toLowerCase(Locale.ROOT);
                return Finding.ok("extension", "It is configured; spark.turnstile.reuse is " + scope + ".");
            } catch (InvalidOptionException mistaken) {
                return Finding.fail("extension", String.valueOf(mistaken.getMessage()), null);
            }
        }
        String finding =
                "It is not configured: queries without a name, such as those with the hint CACHED, are not kept.";
        return session.conf().contains("spark.turnstile.reuse")
                ? Finding.warn(
                        "extension",
                        finding + " But spark.turnstile.reuse is set.",
                        "--conf spark.sql.extensions=" + EXTENSION + ", when the application is started")
                : Finding.ok(
                        "extension", finding + " Who wants them to be sets spark.sql.extensions=" + EXTENSION + ".");
    }

    private boolean isExtended() {
        return names(session.conf().get("spark.sql.extensions", ""), EXTENSION);
    }

    private Finding plugin() {
        SparkContext context = session.sparkContext();
        if (names(context.getConf().get("spark.plugins", ""), PLUGIN)) {
            return Finding.ok("plugin", "It is configured: metrics, and a tab in Spark's UI.");
        }
        String finding = "It is not configured: no metrics, and no tab in Spark's UI.";
        return context.getConf().get(AdviceSettings.ADVISE, "").equals("true")
                ? Finding.warn(
                        "plugin",
                        finding + " But " + AdviceSettings.ADVISE + " is true, which needs it.",
                        "--conf spark.plugins=" + PLUGIN + ", when the application is started")
                : Finding.ok("plugin", finding + " Who wants them sets spark.plugins=" + PLUGIN + ".");
    }

    private static boolean names(String setting, String name) {
        return Arrays.stream(setting.split(",", -1)).map(String::strip).anyMatch(name::equals);
    }
}
