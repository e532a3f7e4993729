package io.turnstile.core.doctor;

import org.jspecify.annotations.Nullable;

/**
 * A finding of the health check.
 *
 * @param result {@code OK}, {@code WARN} or {@code FAIL}
 * @param subject what was looked at
 * @param finding what was found, in a sentence or two
 * @param remedy what to do; null if there is nothing to do, or the finding says it
 */
public record Finding(
        String result,
        String subject,
        String finding,
        @Nullable String remedy) {
    private static final String OK = "OK";
    private static final String WARN = "WARN";
    private static final String FAIL = "FAIL";

    /** All is well. */
    public static Finding ok(String subject, String finding) {
        return new Finding(OK, subject, finding, null);
    }

    /** It works, and may not in some case, or costs more than it need. */
    public static Finding warn(String subject, String finding, String remedy) {
        return new Finding(WARN, subject, finding, remedy);
    }

    /** It does not work. */
    public static Finding fail(String subject, String finding, @Nullable String remedy) {
        return new Finding(FAIL, subject, finding, remedy);
    }

    /** Whether something does not work. */
    public boolean fails() {
        return result.equals(FAIL);
    }
}
