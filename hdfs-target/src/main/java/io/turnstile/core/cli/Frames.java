package io.turnstile.core.cli;

import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/**
 * A display that is drawn again and again: in place on a terminal, one frame after another where there is none. It ends
 * when nobody reads it any more; Ctrl-C ends the whole command, and leaves the last frame.
 */
final class Frames {
    private final PrintWriter out;
    private final Duration interval;
    private final boolean inPlace;

    /** What is shown. */
    interface Frame {
        String drawn() throws IOException;
    }

    /** @param inPlace whether a terminal may be told where to write */
    Frames(PrintWriter out, Duration interval, boolean inPlace) {
        this.out = out;
        this.interval = interval;
        this.inPlace = inPlace;
    }

    /** The interval that a number of seconds stands for. @throws IllegalArgumentException if it is none */
    static Duration every(double seconds) {
        if (!(seconds >= 0.1 && seconds <= 86_400)) {
            throw new IllegalArgumentException(
                    "Cannot look every " + seconds + " seconds: say a number from 0.1 to 86400.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** Draws until the output is closed. */
    void run(Frame frame) throws IOException {
        while (true) {
            String drawn = drawn(frame);
            out.print(inPlace ? Terminal.inPlace(drawn) : drawn);
            if (out.checkError()) {
                return;
            }
            try {
                Thread.sleep(interval.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("Interrupted while watching").initCause(interrupted);
            }
        }
    }

    /** Who watches an outage wants to see the end of it. */
    private static String drawn(Frame frame) throws IOException {
        try {
            return frame.drawn();
        } catch (LockServiceUnavailableException | OtherLockServiceException away) {
            // A line for each sentence, since a terminal cuts what is longer.
            String sentences = String.valueOf(away.getMessage()).replaceAll("(?<=[.:]) ", "\n");
            return Cells.shown("at", Instant.now()) + "\n" + sentences + "\n";
        }
    }
}
