package io.turnstile.core.doctor;

import io.turnstile.core.storage.CreationRace;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * The check of the file system on the spot: that we may write, that of several who create a name at once exactly one
 * succeeds, and its clock. All in a directory of its own, which is deleted again; a crash leaves it, hidden and empty of
 * data.
 */
record StorageCheck(Path root, Storage storage) implements Check {
    private static final String SUBJECT = "file system";
    private static final int ROUNDS = 5;

    @Override
    public void run(List<Finding> findings) throws IOException {
        Path scratch = new Path(root, "_doctor-" + UUID.randomUUID());
        try {
            storage.makeDirectories(scratch);
            findings.add(race(scratch));
            findings.add(clock(scratch));
        } catch (AccessControlException denied) {
            findings.add(Finding.warn(
                    SUBJECT,
                    "This user may not write here: " + firstLine(denied),
                    "Nothing, for who only reads; else see the permissions below."));
        } finally {
            storage.delete(scratch);
        }
    }

    private Finding race(Path scratch) throws IOException {
        CreationRace.Outcome outcome = CreationRace.run(storage, scratch, ROUNDS);
        return outcome.isExclusive()
                ? Finding.ok(
                        SUBJECT,
                        "We may write, and of " + outcome.racers()
                                + " that create one name at once exactly one succeeds (tried " + ROUNDS + " times).")
                : Finding.fail(
                        SUBJECT,
                        "Published data may be lost here: " + outcome + ".",
                        "Use a root on HDFS, or on a local disk for one machine.");
    }

    private Finding clock(Path scratch) throws IOException {
        Path file = new Path(scratch, "clock");
        Instant before = Instant.now();
        storage.create(file).close();
        Instant middle = before.plus(Duration.between(before, Instant.now()).dividedBy(2));
        return Clock.compared(
                "clock of the file system",
                Duration.between(Instant.ofEpochMilli(storage.status(file).modified()), middle));
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
