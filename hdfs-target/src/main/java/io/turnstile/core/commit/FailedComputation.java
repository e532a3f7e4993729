package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.identity.Application;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The failure record of a dataset: its last computation that failed, in a file of its own beside the commit log, until
 * something is published. No commit record: nothing that is read or published depends on it, and there may be none. A
 * crash while it is written leaves the one before, and a temporary file that the next one takes away.
 *
 * @param target the version that the computation was to publish
 * @param at when it failed, by its own clock
 * @param by whose computation it was
 * @param cause what went wrong, and what caused that, in one line
 */
public record FailedComputation(long target, Instant at, Application by, String cause) {
    private static final int LARGEST = 4096;

    /** Whether a generation has been published since that is still listed. */
    private boolean isPast(CommitRecord record) {
        return record.generations().stream().anyMatch(generation -> generation.version() >= target);
    }

    /** Puts it in the place of the one before. Four kilobytes at most: a cause that is longer is cut. */
    public void write(Storage storage, Layout layout) throws IOException {
        Path temporary = layout.failure().suffix(".tmp");
        storage.delete(temporary);
        storage.replace(layout.failure(), temporary, json());
    }

    /** The same as of a look at the log, which costs nothing where that saw none. */
    public static Optional<FailedComputation> since(CommitLog.Look look, Storage storage, Layout layout)
            throws IOException {
        return look.failure() ? since(look.record(), storage, layout) : Optional.empty();
    }

    /** The last one, if nothing was published since; empty too if it cannot be understood. */
    public static Optional<FailedComputation> since(CommitRecord record, Storage storage, Layout layout)
            throws IOException {
        return read(storage, layout).filter(failed -> !failed.isPast(record));
    }

    /** The last one; empty if there is none, or it cannot be understood. */
    private static Optional<FailedComputation> read(Storage storage, Layout layout) throws IOException {
        String file = layout.failure().toString();
        try (InputStream in = storage.open(layout.failure())) {
            JsonFields json = JsonFields.parse(JsonFields.content(in, file), file);
            return Optional.of(new FailedComputation(
                    json.integer("target"), json.instant("at"), json.application("by"), json.string("cause")));
        } catch (FileNotFoundException | DamagedException none) {
            return Optional.empty();
        }
    }

    private byte[] json() {
        byte[] json = json(cause);
        for (int length = cause.length(); json.length > LARGEST && length > 0; ) {
            length = Math.max(0, length - (json.length - LARGEST + 5) / 6 - 1);
            json = json(cause.substring(0, length) + "…");
        }
        return json;
    }

    private byte[] json(String told) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFields.JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("format", JsonFields.FORMAT);
            json.writeNumberField("target", target);
            json.writeStringField("at", at.toString());
            CommitRecordJson.write(json, "by", by);
            json.writeStringField("cause", told);
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }
}
