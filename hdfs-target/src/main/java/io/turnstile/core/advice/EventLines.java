package io.turnstile.core.advice;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an event log that tell of certain events. The others, most of a log, are passed over without being kept, so that
 * no more memory is needed than for the longest line that is asked for. Not thread-safe.
 */
final class EventLines {
    private static final byte[] BEGINNING = "{\"Event\":\"".getBytes(StandardCharsets.US_ASCII);

    /** No event that is asked for is as long, but what is no log may be one line. */
    private static final int LONGEST = 32 << 20;

    private static final int LONGEST_NAME = 200;

    private final InputStream in;
    private final Set<String> wanted;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int end;
    private byte[] line = new byte[1 << 12];
    private int length;
    private long damaged;

    EventLines(InputStream in, Set<String> wanted) {
        this.in = in;
        this.wanted = wanted;
    }

    /**
     * An event.
     *
     * @param name what kind of event it is
     * @param json all of it, until the next one is asked for
     */
    record Line(String name, InputStream json) {}

    /** How many lines were no events of a log, so far. */
    long damaged() {
        return damaged;
    }

    /** The next line; null at the end. One that is cut off there is given as it is. */
    @Nullable
    Line next() throws IOException {
        while (true) {
            length = 0;
            int read = read();
            if (read < 0) {
                return null;
            }
            String name = null;
            boolean kept = true;
            while (read >= 0 && read != '\n') {
                if (kept) {
                    append((byte) read);
                    if (name == null && length > BEGINNING.length && read == '"') {
                        name = name();
                        kept = name != null && wanted.contains(name);
                    }
                    if (length > LONGEST || (name == null && length > LONGEST_NAME)) {
                        kept = false;
                    }
                }
                read = read();
            }
            if (name == null || length > LONGEST) {
                damaged += length == 0 ? 0 : 1;
            } else if (kept) {
                return new Line(name, new ByteArrayInputStream(line, 0, length));
            }
        }
    }

    private @Nullable String name() {
        return Arrays.equals(line, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length)
                ? new String(line, BEGINNING.length, length - 1 - BEGINNING.length, StandardCharsets.UTF_8)
                : null;
    }

    private int read() throws IOException {
        if (position == end) {
            position = 0;
            end = in.read(buffer, 0, buffer.length);
            if (end <= 0) {
                end = 0;
                return -1;
            }
        }
        return buffer[position++] & 0xff;
    }

    private void append(byte next) {
        if (length == line.length) {
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = next;
    }
}
