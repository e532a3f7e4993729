package io.turnstile.core.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** A race of exclusive creations on the spot: whether of several who create a name at once exactly one succeeds. */
public final class CreationRace {
    private static final int RACERS = 8;

    private CreationRace() {}

    /**
     * What was seen.
     *
     * @param racers how many created each name at once
     * @param rounds how many names were created, the last of which tells
     * @param winners how many were told of the last one that they had created it
     * @param content whether it then held what the first of them wrote
     */
    public record Outcome(int racers, int rounds, int winners, boolean content) {
        /** Whether exactly one succeeded each time. */
        public boolean isExclusive() {
            return winners == 1 && content;
        }

        /** In words. */
        @Override
        public String toString() {
            return "of " + racers + " that created one name at once " + winners
                    + " were told that they had succeeded" + (winners == 1 && !content ? ", and another one had" : "")
                    + " (in round " + rounds + ")";
        }
    }

    /**
     * Runs it, until a round goes wrong.
     *
     * @param directory there is nothing in it yet; what is made there is the caller's to delete
     * @throws AccessControlException if we may not write there
     * @throws IOException if a file could not be created or read
     */
    public static Outcome run(Storage storage, Path directory, int rounds) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            Outcome outcome = null;
            for (int round = 1; round <= rounds && (outcome == null || outcome.isExclusive()); round++) {
                outcome = round(storage, new Path(directory, "race-" + round), round, threads);
            }
            if (outcome == null) {
                throw new IllegalArgumentException("No rounds: " + rounds);
            }
            return outcome;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof AccessControlException denied) {
                throw denied;
            }
            throw new IOException("Cannot create files in " + directory + ": " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while trying the file system", interrupted);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Outcome round(Storage storage, Path target, int round, ExecutorService threads)
            throws IOException, InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(RACERS);
        List<Future<Boolean>> attempts = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            byte[] content = {(byte) i};
            Path temporary = target.suffix("." + i + ".tmp");
            attempts.add(threads.submit(() -> {
                start.countDown();
                start.await();
                return creates(storage, target, temporary, content);
            }));
        }
        int winners = 0;
        int first = -1;
        for (int i = 0; i < RACERS; i++) {
            if (attempts.get(i).get()) {
                winners++;
                first = first < 0 ? i : first;
            }
        }
        return new Outcome(RACERS, round, winners, content(storage, target) == first);
    }

    private static boolean creates(Storage storage, Path target, Path temporary, byte[] content) throws IOException {
        try {
            storage.createExclusively(target, temporary, content);
            return true;
        } catch (FileAlreadyExistsException lost) {
            return false;
        }
    }

    private static int content(Storage storage, Path file) throws IOException {
        try (InputStream in = storage.open(file)) {
            return in.read();
        }
    }
}
