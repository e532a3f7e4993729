package io.turnstile.core.lock.root;

import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * The files that the locks of a root consist of, and how they are made. An interrupted thread finishes what it has begun here,
 * and is interrupted again afterwards. Thread-safe.
 *
 * <pre>
 * locks/applications/&lt;instance&gt;     what an application has here, written anew at each change and each third of a lease
 * locks/datasets/&lt;dataset&gt;/00000001  a claim on its held lock, created exclusively: which application's, and its id
 *                         wait-…    somebody waits for its release
 *                         failed    word of the last computation that failed
 * </pre>
 */
final class LockFiles {
    private static final String WAIT = "wait-";
    private static final String FAILED = "failed";
    private static final String TEMPORARY = ".tmp";
    private static final int TRIES = 10;

    private final Storage storage;
    private final Path applications;
    private final Path datasets;

    LockFiles(Storage storage, Path directory) {
        this.storage = storage;
        this.applications = new Path(directory, "applications");
        this.datasets = new Path(directory, "datasets");
    }

    /**
     * A claim on a held lock.
     *
     * @param number of all who claim it under one number, one succeeds; a later one takes over from it
     * @param instance whose it is
     * @param id the claim's own
     */
    record Claim(long number, String instance, String id) {}

    /**
     * What lies at one dataset.
     *
     * @param claims by their numbers, the lowest first
     * @param waiting the names of waits
     */
    record Place(SortedMap<Long, Entry> claims, List<String> waiting, Optional<Entry> failed) {
        /** The number after all that are there. */
        long next() {
            return claims.isEmpty() ? 1 : claims.lastKey() + 1;
        }
    }

    /** The instances that have a presence, each with the time at which it was written, by the file system's clock. */
    Map<String, Long> instances() throws IOException {
        Map<String, Long> found = new TreeMap<>();
        for (Entry entry : Uninterrupted.call(() -> storage.list(applications))) {
            if (!entry.name().endsWith(TEMPORARY)) {
                found.put(entry.name(), entry.modified());
            }
        }
        return found;
    }

    void write(String instance, Presence presence) throws IOException {
        byte[] content = presence.write();
        Uninterrupted.call(() -> {
            storage.replace(new Path(applications, instance), temporary(instance), content);
            return true;
        });
    }

    Optional<Presence> presence(String instance) throws IOException {
        Path file = new Path(applications, instance);
        return read(file, content -> Presence.parse(content, file.toString()));
    }

    void deletePresence(String instance) throws IOException {
        delete(new Path(applications, instance));
    }

    /** When a presence was last written, by the file system's clock, in milliseconds since the epoch; empty if it is gone. */
    OptionalLong written(String instance) throws IOException {
        return modified(new Path(applications, instance));
    }

    /** The datasets at which anything lies. */
    List<String> datasets() throws IOException {
        return Uninterrupted.call(() -> storage.list(datasets)).stream()
                .map(Entry::name)
                .sorted()
                .toList();
    }

    Place at(String dataset) throws IOException {
        return place(Uninterrupted.call(() -> storage.list(new Path(datasets, dataset))));
    }

    /** The same of many, with few requests where the file system can do that. */
    List<Place> at(List<String> several) throws IOException {
        List<Path> directories =
                several.stream().map(dataset -> new Path(datasets, dataset)).toList();
        return Uninterrupted.call(() -> storage.list(directories)).stream()
                .map(LockFiles::place)
                .toList();
    }

    private static Place place(List<Entry> entries) {
        SortedMap<Long, Entry> claims = new TreeMap<>();
        List<String> waiting = new ArrayList<>();
        Optional<Entry> failed = Optional.empty();
        for (Entry entry : entries) {
            String name = entry.name();
            if (name.chars().allMatch(Character::isDigit)) {
                claims.put(Long.parseLong(name), entry);
            } else if (name.startsWith(WAIT)) {
                waiting.add(name);
            } else if (name.equals(FAILED)) {
                failed = Optional.of(entry);
            }
        }
        return new Place(claims, waiting, failed);
    }

    /**
     * Makes a claim under a number that nobody has.
     *
     * @return whether it is made; else somebody else has that number
     * @throws IOException if that is not known
     */
    boolean claim(String dataset, Claim claim) throws IOException {
        Path file = number(dataset, claim.number());
        byte[] content = (claim.instance() + " " + claim.id()).getBytes(StandardCharsets.UTF_8);
        FileNotFoundException swept = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                Uninterrupted.call(() -> {
                    storage.makeDirectories(file.getParent());
                    storage.createExclusively(file, temporary(claim.instance()), content);
                    return true;
                });
                return true;
            } catch (FileAlreadyExistsException taken) {
                // Perhaps by an earlier try of the same call.
                return claimAt(dataset, claim.number()).filter(claim::equals).isPresent();
            } catch (FileNotFoundException vanished) {
                swept = vanished; // The last one who left has deleted the directory meanwhile.
            } catch (IOException unclear) {
                if (claimAt(dataset, claim.number()).filter(claim::equals).isPresent()) {
                    return true;
                }
                throw unclear;
            }
        }
        throw new IOException("Cannot claim the lock of dataset " + dataset, swept);
    }

    /** The claim that is made under a number; empty if there is none by now. */
    Optional<Claim> claimAt(String dataset, long number) throws IOException {
        Path file = number(dataset, number);
        return read(file, content -> {
            String[] words = new String(content, StandardCharsets.UTF_8).split(" ", -1);
            if (words.length != 2) {
                throw new IOException("Cannot understand " + file
                        + ", a claim on a lock. Delete it once nobody computes dataset " + dataset + ".");
            }
            return new Claim(number, words[0], words[1]);
        });
    }

    /** When a claim was made, by the file system's clock; empty if it is gone. */
    OptionalLong claimedAt(String dataset, long number) throws IOException {
        return modified(number(dataset, number));
    }

    private OptionalLong modified(Path file) throws IOException {
        try {
            return OptionalLong.of(Uninterrupted.call(() -> storage.status(file).modified()));
        } catch (FileNotFoundException gone) {
            return OptionalLong.empty();
        }
    }

    /** Ends a claim, and leaves no directory if nothing else is in it. */
    void endClaim(String dataset, long number) throws IOException {
        delete(number(dataset, number));
        sweep(dataset);
    }

    /** Registers a wait, and tells its name, by which it is ended. */
    String wait(String dataset, String instance) throws IOException {
        String name = WAIT + instance + "-" + UUID.randomUUID();
        Uninterrupted.call(() -> {
            storage.create(new Path(new Path(datasets, dataset), name)).close();
            return true;
        });
        return name;
    }

    /** Whose wait this is. */
    static String instanceOf(String wait) {
        return wait.substring(WAIT.length(), wait.indexOf('-', WAIT.length()));
    }

    void endWait(String dataset, String name) throws IOException {
        delete(new Path(new Path(datasets, dataset), name));
        sweep(dataset);
    }

    void writeFailure(String dataset, String instance, byte[] word) throws IOException {
        Uninterrupted.call(() -> {
            storage.replace(failure(dataset), temporary(instance), word);
            return true;
        });
    }

    Optional<FailureWord> failureAt(String dataset) throws IOException {
        return read(failure(dataset), FailureWord::parse);
    }

    void deleteFailure(String dataset) throws IOException {
        delete(failure(dataset));
    }

    private Path failure(String dataset) {
        return new Path(new Path(datasets, dataset), FAILED);
    }

    private Path number(String dataset, long number) {
        return new Path(new Path(datasets, dataset), String.format(Locale.ROOT, "%08d", number));
    }

    private Path temporary(String instance) {
        return new Path(applications, instance + "-" + UUID.randomUUID() + TEMPORARY);
    }

    private void delete(Path file) throws IOException {
        Uninterrupted.call(() -> storage.delete(file));
    }

    private void sweep(String dataset) throws IOException {
        try {
            Uninterrupted.call(() -> {
                storage.deleteIfEmpty(new Path(datasets, dataset));
                return true;
            });
        } catch (IOException left) {
            // Who made it may not let others delete it, or somebody has just come; an empty directory does no harm.
        }
    }

    private interface Parser<T> {
        T parse(byte[] content) throws IOException;
    }

    /**
     * Whoever reads while it is replaced or deleted may find its block deleted, another version than it began to read, or its end
     * too early.
     */
    private <T> Optional<T> read(Path file, Parser<T> parser) throws IOException {
        for (int i = 1; ; i++) {
            try {
                byte[] content = Uninterrupted.call(() -> {
                    try (InputStream in = storage.open(file)) {
                        return in.readAllBytes();
                    }
                });
                return Optional.of(parser.parse(content));
            } catch (FileNotFoundException none) {
                return Optional.empty();
            } catch (AccessControlException denied) {
                throw denied;
            } catch (IOException replaced) {
                if (i == TRIES) {
                    throw replaced;
                }
            }
        }
    }
}
