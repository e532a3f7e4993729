package io.turnstile.core.option;

import io.turnstile.core.identity.SimilarNames;
import java.util.List;

/** An option has an unknown name or an invalid value. Nothing was looked up or created. */
public final class InvalidOptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidOptionException(String message) {
        super(message);
    }

    /**
     * An option of that name does not exist; says which one comes nearest.
     *
     * @param known the options that there are
     */
    public static InvalidOptionException unknown(String name, List<String> known) {
        return unknown(name, known, "");
    }

    /** The same, which also says what else may have been meant. */
    public static InvalidOptionException unknown(String name, List<String> known, String more) {
        return new InvalidOptionException("There is no option '" + name + "'"
                + SimilarNames.to(name, known)
                        .findFirst()
                        .map(nearest -> "; did you mean '" + nearest + "'?")
                        .orElse("; there are " + String.join(", ", known) + ".")
                + more);
    }
}
