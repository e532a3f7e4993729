package io.turnstile.core.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Standard error, which is where the loggers of tests write. */
public final class StandardError {
    private StandardError() {}

    /** What is done meanwhile. */
    public interface Deed {
        void run() throws IOException;
    }

    /** What this JVM says there while something is done. */
    public static String during(Deed deed) throws IOException {
        return saying("", deed);
    }

    /** The same, until something is said of it, perhaps after it is done. @throws AssertionError if it is not, in the end */
    public static String saying(String awaited, Deed deed) throws IOException {
        PrintStream err = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            deed.run();
            try {
                Eventually.within(
                        Duration.ofSeconds(20),
                        "'" + awaited + "' is said",
                        () -> captured.toString(StandardCharsets.UTF_8).contains(awaited));
            } catch (AssertionError never) {
                throw new AssertionError(
                        never.getMessage() + "; but " + captured.toString(StandardCharsets.UTF_8), never);
            }
            return captured.toString(StandardCharsets.UTF_8);
        } finally {
            System.setErr(err);
        }
    }
}
