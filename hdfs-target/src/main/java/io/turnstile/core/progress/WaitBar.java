package io.turnstile.core.progress;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * A status line at the bottom of a terminal, rewritten in place, for all waits of this JVM together: the first one, and how
 * many more there are. It keeps out of the way of another such line, as Spark draws one for its stages; meanwhile each wait
 * goes to the log. Thread-safe.
 */
public final class WaitBar {
    private static final int STANDARD_WIDTH = 80;
    private static final Map<Long, String> LINES = new LinkedHashMap<>();
    private static final List<BooleanSupplier> OTHERS = new CopyOnWriteArrayList<>();
    private static int drawn;

    private WaitBar() {}

    /**
     * Names another line of this kind.
     *
     * @param isDrawn whether it is there now; any thread may ask
     * @return to be called when it never will be again
     */
    public static Runnable sharesTerminalWith(BooleanSupplier isDrawn) {
        OTHERS.add(isDrawn);
        return () -> OTHERS.remove(isDrawn);
    }

    private static synchronized void put(WaitStatus status) {
        LINES.put(status.id(), status.brief());
        draw();
    }

    private static synchronized void take(WaitStatus status) {
        LINES.remove(status.id());
        draw();
    }

    /** Spaces wipe what was there, which a notebook understands as well as a terminal. */
    private static void draw() {
        String line = LINES.isEmpty() || otherIsDrawn()
                ? ""
                : LINES.values().iterator().next() + (LINES.size() > 1 ? " (and " + (LINES.size() - 1) + " more)" : "");
        String shown = line.substring(0, Math.min(line.length(), width() - 1));
        String wiped = " ".repeat(Math.max(0, drawn - shown.length()));
        if (drawn > 0 || !shown.isEmpty()) {
            PrintStream out = System.err;
            out.print("\r" + shown + wiped + (shown.isEmpty() ? "\r" : ""));
            out.flush();
        }
        drawn = shown.length();
    }

    private static boolean otherIsDrawn() {
        return OTHERS.stream().anyMatch(BooleanSupplier::getAsBoolean);
    }

    private static int width() {
        try {
            return Math.max(40, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "")));
        } catch (NumberFormatException unknown) {
            return STANDARD_WIDTH;
        }
    }

    /** One wait's part in it. */
    static final class Line implements WaitListener {
        private final WaitLog log = new WaitLog();

        @Override
        public void begins(WaitStatus status) {
            if (otherIsDrawn()) {
                log.begins(status);
            }
            put(status);
        }

        @Override
        public void goesOn(WaitStatus status) {
            if (otherIsDrawn()) {
                log.goesOn(status);
            }
            put(status);
        }

        @Override
        public void ends(WaitStatus last) {
            take(last);
        }
    }
}
