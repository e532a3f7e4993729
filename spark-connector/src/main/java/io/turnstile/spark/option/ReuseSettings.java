package io.turnstile.spark.option;

import io.turnstile.core.option.InvalidOptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.RuntimeConfig;
import scala.runtime.BoxedUnit;

/** The settings of a session that concern queries rather than datasets: what is reused without being named. */
public final class ReuseSettings {
    private static final String REUSE = "spark.turnstile.reuse";
    private static final Set<String> NAMES = Set.of("reuse", "reuse.catalog");

    private ReuseSettings() {}

    /** What is reused without being named. */
    public enum Scope {
        /** Nothing. */
        OFF,
        /** What is hinted as cached. */
        HINTS,
        /** Also any part of any query that lies in a dataset already. */
        ALL
    }

    /** Whether a setting, without {@code spark.turnstile.}, is one of these, or a function's version. */
    static boolean is(String name) {
        return NAMES.contains(name) || name.matches("udf\\..+\\.version");
    }

    /**
     * {@code spark.turnstile.reuse}: {@code off}, {@code hints} or {@code all}; default {@code hints}.
     *
     * @throws InvalidOptionException if it is something else
     */
    public static Scope scope(RuntimeConfig configuration) {
        String value = configuration.get(REUSE, "hints");
        for (Scope scope : Scope.values()) {
            if (scope.name().toLowerCase(Locale.ROOT).equals(value)) {
                return scope;
            }
        }
        throw new InvalidOptionException(
                "The setting " + REUSE + " is '" + value + "'; it takes 'off', 'hints' or 'all'.");
    }

    /** The catalog whose datasets these are, {@code spark.turnstile.reuse.catalog}; empty if it is not said. */
    public static Optional<String> catalog(RuntimeConfig configuration) {
        return Optional.of(configuration.get(REUSE + ".catalog", "")).filter(name -> !name.isEmpty());
    }

    /**
     * The catalogs of a kind that are configured.
     *
     * @param implementation the class of their kind
     */
    public static List<String> catalogs(RuntimeConfig configuration, String implementation) {
        List<String> catalogs = new ArrayList<>();
        configuration.getAll().foreach(setting -> {
            // Asked for each query: most settings are others.
            if (setting._2().equals(implementation)) {
                String name = setting._1().replaceFirst("^spark\\.sql\\.catalog\\.", "");
                if (!name.contains(".")) {
                    catalogs.add(name);
                }
            }
            return BoxedUnit.UNIT;
        });
        return catalogs;
    }
}
