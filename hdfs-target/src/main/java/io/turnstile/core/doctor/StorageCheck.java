package io.turnstile.core.doctor;

import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * The check of the file system on the spot: that we may write, that of several who create a name at once exactly one
 * succeeds, and its clock. All in a directory of its own, which is deleted again; a crash leaves it, hidden and empty of
 * data.
 */
record StorageCheck(Path root, Storage storage) implements Check {
    private static final String SUBJECT = "file system";
    private static final int THREADS = 8;
    private static final int ROUNDS = 5;

    @Override
    public void run(List<Finding> findings) throws IOException {
        Path scratch = new Path(root, "_doctor-" + UUID.randomUUID());
        try {
            storage.makeDirectories(scratch);
        } catch (AccessControlException denied) {
            findings.add(Finding.warn(
                    SUBJECT,
                    "This user may not write here: " + firstLine(denied),
                    "Nothing, for who only reads; else see the permissions below."));
            return;
        }
        try {
            findings.add(race(scratch));
            findings.add(clock(scratch));
        } finally {
            storage.delete(scratch);
        }
    }

    private Finding race(Path scratch) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            Path target = new Path(scratch, "race-" + round);
            List<Integer> winners = winners(target);
            if (winners.size() != 1 || content(target) != winners.get(0)) {
                return Finding.fail(
                        SUBJECT,
                        "Of " + THREADS + " that created one name at once " + winners.size()
                                + " were told that they had succeeded. Published data may be lost here.",
                        "Use a root on HDFS, or on a local disk for one machine.");
            }
        }
        return Finding.ok(
                SUBJECT,
                "We may write, and of " + THREADS + " that create one name at once exactly one succeeds (tried "
                        + ROUNDS + " times).");
    }

    private List<Integer> winners(Path target) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(THREADS);
            List<Future<Boolean>> attempts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                byte[] content = {(byte) i};
                Path temporary = target.suffix("." + i + ".tmp");
                attempts.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    return creates(target, temporary, content);
                }));
            }
            List<Integer> winners = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                if (attempts.get(i).get()) {
                    winners.add(i);
                }
            }
            return winners;
        } catch (ExecutionException failed) {
            throw new IOException("Cannot create files in " + target.getParent() + ": " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while trying the file system", interrupted);
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean creates(Path target, Path temporary, byte[] content) throws IOException {
        try {
            storage.createExclusively(target, temporary, content);
            return true;
        } catch (FileAlreadyExistsException lost) {
            return false;
        }
    }

    private int content(Path file) throws IOException {
        try (InputStream in = storage.open(file)) {
            return in.read();
        }
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
