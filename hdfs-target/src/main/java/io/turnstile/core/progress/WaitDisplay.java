package io.turnstile.core.progress;

import io.turnstile.core.option.ProgressMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The choice of how a wait is shown to people. A line that is rewritten in place needs somebody who looks: a terminal at
 * standard error, or a notebook, whose cell shows what the JVM writes there.
 */
public final class WaitDisplay {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    /** By which Jupyter tells its kernels, and so their JVMs, that they are some. */
    private static final String NOTEBOOK = "JPY_PARENT_PID";

    private static final boolean WATCHED = watched();

    private WaitDisplay() {}

    /** A new one for each wait. */
    public static WaitListener of(ProgressMode mode) {
        return switch (mode) {
            case OFF -> new Silent();
            case LOG -> new WaitLog();
            case BAR -> new WaitBar.Line();
            case AUTO -> WATCHED ? new WaitBar.Line() : new WaitLog();
        };
    }

    /** How often to look at the holder for what is shown. */
    public static Duration interval(ProgressMode mode) {
        boolean bar = mode == ProgressMode.BAR || (mode == ProgressMode.AUTO && WATCHED);
        return bar ? Duration.ofSeconds(1) : WaitLog.INTERVAL;
    }

    private static boolean watched() {
        if (System.getenv(NOTEBOOK) != null) {
            return true;
        }
        try {
            String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException noLinux) {
            return false;
        }
    }

    private static final class Silent implements WaitListener {
        @Override
        public void begins(WaitStatus status) {}

        @Override
        public void goesOn(WaitStatus status) {}

        @Override
        public void ends(WaitStatus last) {}
    }
}
