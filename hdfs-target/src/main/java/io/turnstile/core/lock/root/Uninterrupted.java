package io.turnstile.core.lock.root;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** A call to the file system that an interrupted thread finishes all the same, and is interrupted again afterwards. */
final class Uninterrupted {
    private static final int TRIES = 10;

    private Uninterrupted() {}

    /** What is called; it must be right to do it again if it was broken off. */
    interface Call<T> {
        T run() throws IOException;
    }

    static <T> T call(Call<T> call) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int i = 1; ; i++) {
                try {
                    return call.run();
                } catch (SocketTimeoutException late) {
                    throw late;
                } catch (InterruptedIOException | ClosedByInterruptException stopped) {
                    // Whoever throws it may have taken the sign away.
                    interrupted = true;
                    Thread.interrupted();
                    if (i == TRIES) {
                        throw stopped;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
