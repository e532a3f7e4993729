package io.turnstile.core.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An output stream decorator that throws the exception that it fails with only once. HDFS's stream throws one and the
 * same exception again from every later call, also from a second close; a try that closes it would add that to itself
 * as suppressed, and end in an {@link IllegalArgumentException} that nobody takes for a file that could not be written.
 */
final class OnceFailingOutput extends FilterOutputStream {
    private @Nullable IOException failure;
    private boolean closed;

    OnceFailingOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        attempt(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        attempt(out::flush);
    }

    /** Closing again does nothing; nor does it throw after a failure, which the caller knows of. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
                throw e;
            }
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    private void attempt(Call call) throws IOException {
        if (failure != null) {
            throw new IOException("This file could not be written: " + failure.getMessage(), failure);
        }
        try {
            call.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
