package io.turnstile.core.staging;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The task commit protocol of a generation. Each attempt of a task writes files under names that no other attempt can use; one
 * that is complete leaves its mark. {@linkplain #seal Sealing} counts, of each task, the lowest attempt that left one, and
 * deletes what others have written. So an attempt that died half-way, a duplicate, and two that finished together are all the
 * same case, and nothing here needs an operation that is atomic for more than one entry of a directory.
 *
 * <p>Where a storage moves things, an attempt writes into a directory of its own, and its commit moves the files into place
 * ({@link MovingStaging}). On an object store it writes them where they stay ({@link InPlaceStaging}).
 */
public final class StagedGeneration {
    private final Staging staging;

    public StagedGeneration(Storage storage, Path directory) {
        staging = storage.moves() ? new MovingStaging(storage, directory) : new InPlaceStaging(storage, directory);
    }

    /** Prepares the directory. Until it is sealed, attempts may be committed. */
    public void begin() throws IOException {
        staging.begin();
    }

    /** Where an attempt writes; it creates the directory itself. */
    public Path attemptDirectory(AttemptTag attempt) {
        return staging.attemptDirectory(attempt);
    }

    /**
     * What the names of an attempt's files are to begin with.
     *
     * @param base what they would begin with otherwise, such as {@code part}
     */
    public String baseName(AttemptTag attempt, String base) {
        return staging.baseName(attempt, base);
    }

    /** Whether an attempt may have written something. */
    public boolean hasOutput(AttemptTag attempt) throws IOException {
        return staging.hasOutput(attempt);
    }

    /**
     * Commits an attempt; one that has written nothing needs no mark. May be called again. A crash leaves files that
     * sealing deletes; another attempt of the task is not hindered.
     *
     * @throws IOException if a request failed, or the generation is sealed; the attempt does not count, unless the request
     *     was for its mark and has been carried out: then it counts, and counts whole
     */
    public void commitAttempt(AttemptTag attempt) throws IOException {
        staging.commitAttempt(attempt);
    }

    /** Drops what an attempt has written, here or when the generation is sealed. What is committed stays. */
    public void abortAttempt(AttemptTag attempt) throws IOException {
        staging.abortAttempt(attempt);
    }

    /**
     * Ends the writing and says what the generation consists of. Afterwards its directory holds these files alone, but for what
     * an attempt writes that nobody has stopped.
     *
     * @throws IOException if a file could not be listed or deleted; if a file is not there that an attempt has committed; or if
     *     the writing was never begun, or has been ended already, and nothing was touched
     */
    public List<DataDirectory> seal() throws IOException {
        return staging.seal();
    }
}
