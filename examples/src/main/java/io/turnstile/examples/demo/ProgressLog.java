package io.turnstile.examples.demo;

import java.io.PrintStream;
import java.time.Duration;

/** The progress log of the demo, printed while it runs: one line for each thing that happens, and when. */
final class ProgressLog {
    private static final int WIDTH = 118;
    private static final String INDENT = " ".repeat(22);

    private final PrintStream out;
    private final long start = System.nanoTime();
    private volatile boolean quiet;

    ProgressLog(PrintStream out) {
        this.out = out;
    }

    /** Somebody did something. Long lines are broken between words. */
    void say(String who, String what) {
        if (quiet) {
            return;
        }
        StringBuilder text =
                new StringBuilder("%5.1f s  %-11s  ".formatted(elapsed().toMillis() / 1000.0, who));
        int length = INDENT.length();
        String space = "";
        for (String word : what.split(" ", -1)) {
            if (length + word.length() > WIDTH) {
                space = "\n" + INDENT;
                length = INDENT.length();
            }
            text.append(space).append(word);
            space = " ";
            length += word.length() + 1;
        }
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    /** Time since the demo began. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Says nothing from now on: what follows is only the noise of an orderly or a sudden end. */
    void hush() {
        quiet = true;
    }
}
