package io.turnstile.spark.option;

import io.turnstile.core.option.InvalidOptionException;
import org.apache.spark.sql.RuntimeConfig;

/** The setting of a session by which its queries tell the event log what their parts cost. */
public final class AdviceSettings {
    /** The setting, {@code true} or {@code false}. */
    public static final String ADVISE = "spark.turnstile.advise";

    /** Without {@code spark.turnstile.}, as options of datasets are called. */
    static final String NAME = "advise";

    private AdviceSettings() {}

    /**
     * Whether queries of a session tell; default {@code false}.
     *
     * @throws InvalidOptionException if it is neither {@code true} nor {@code false}
     */
    public static boolean advises(RuntimeConfig configuration) {
        String value = configuration.get(ADVISE, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new InvalidOptionException(
                    "The setting " + ADVISE + " is '" + value + "'; it takes 'true' or 'false'.");
        }
        return value.equals("true");
    }
}
