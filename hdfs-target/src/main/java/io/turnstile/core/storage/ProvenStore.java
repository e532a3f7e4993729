package io.turnstile.core.storage;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * The proof that an object store creates an object only if there is none, as a root remembers it: some only answer as if they did.
 *
 * @param address where the store answers
 * @param racers how many created each name at once, of whom each time exactly one succeeded
 * @param rounds how many names that were
 * @param at by the clock of who raced
 */
public record ProvenStore(String address, long racers, long rounds, Instant at) {
    private static final int ROUNDS = 20;

    /**
     * Has it prove itself. A crash leaves some small objects.
     *
     * @param address where it answers
     * @param directory where to try; what is made there is deleted again
     * @throws UnsupportedStorageException if it has failed to
     */
    public static ProvenStore prove(Storage storage, String address, Path directory) throws IOException {
        Path scratch = new Path(directory, "race-" + UUID.randomUUID());
        try {
            CreationRace.Outcome outcome = CreationRace.run(storage, scratch, ROUNDS);
            if (!outcome.isExclusive()) {
                throw new UnsupportedStorageException(
                        "Cannot keep datasets in " + directory.getParent() + ": " + outcome
                                + ". Published data would be lost on the store at " + address
                                + ". Use a directory on HDFS, or a store that keeps to If-None-Match.");
            }
            return new ProvenStore(
                    address, outcome.racers(), outcome.rounds(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        } finally {
            storage.delete(scratch);
        }
    }
}
