package io.turnstile.core.use;

import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.LostContentException;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.use.UseFileJson.MalformedUseException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of counts in a root, {@code _turnstile/use}. What was gathered at a lock service is one file, named by its id, so
 * that it counts once whoever writes it. When there are many they are merged into {@code merged-<n>.json}, which names those
 * that it holds. The one with the highest number counts, and none with a lower one; nor does a file that it names. So of
 * several who merge at once exactly one creates the next number, and a crash at any point counts nothing twice: what is left
 * lying counts no more, and goes with the next merge.
 */
final class UseFiles {
    private static final Logger LOG = LoggerFactory.getLogger(UseFiles.class);

    private static final int MANY = 36;
    private static final int ATTEMPTS = 5;

    /** For so long it is remembered what was merged, should whoever wrote it have been halted and write it once more. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    /** What was not used for so long is forgotten by a merge, so that files do not grow for ever. */
    private static final Duration FORGOTTEN = Duration.ofDays(365);

    private static final Pattern GATHERED = Pattern.compile("(\\d{1,18})-[0-9a-f]{8}");
    private static final Pattern GATHERED_FILE = Pattern.compile("(" + GATHERED.pattern() + ")\\.json");
    private static final Pattern MERGED_FILE = Pattern.compile("merged-(\\d{8,18})\\.json");

    private final Storage storage;
    private final Path directory;

    UseFiles(Storage storage, Path root) {
        this.storage = storage;
        this.directory = Layout.use(root);
    }

    /**
     * All that is written down.
     *
     * @param totals its sums
     * @param ids what is in it
     * @param merged the number of the merged file that counts; 0 if there is none
     * @param files the names of all files here
     */
    record Found(UseTotals totals, Set<String> ids, long merged, List<String> files) {}

    /** Writes down what was gathered, unless somebody has. Merges the files if there are many. */
    void write(GatheredUse gathered) throws IOException {
        storage.makeDirectories(directory);
        Path file = new Path(directory, gathered.id() + ".json");
        byte[] content = UseFileJson.write(Set.of(), gathered.counts()::forEach);
        try {
            storage.createExclusively(file, temporary(file), content);
        } catch (FileAlreadyExistsException written) {
            LOG.debug("Another has written {}", file, written);
        }
    }

    private static Path temporary(Path file) {
        return file.suffix("." + UUID.randomUUID() + ".tmp");
    }

    /** Reads all that is written down. */
    Found read() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce();
            } catch (FileNotFoundException mergedMeanwhile) {
                if (attempt == ATTEMPTS) {
                    throw mergedMeanwhile;
                }
            }
        }
    }

    private Found readOnce() throws IOException {
        List<String> files =
                storage.list(directory).stream().map(Entry::name).sorted().toList();
        UseTotals totals = new UseTotals();
        Set<String> ids = new TreeSet<>();
        long merged = 0;
        for (String file : files) {
            merged = Math.max(merged, number(file));
        }
        if (merged > 0) {
            read(mergedFile(merged), ids, totals);
        }
        Set<String> counted = new HashSet<>(ids);
        for (String file : files) {
            Matcher gathered = GATHERED_FILE.matcher(file);
            if (gathered.matches() && counted.add(gathered.group(1))) {
                read(file, new ArrayList<>(), totals);
            }
        }
        return new Found(totals, counted, merged, files);
    }

    private void read(String file, Collection<String> ids, UseTotals totals) throws IOException {
        try (InputStream in = storage.open(new Path(directory, file))) {
            UseFileJson.read(in, ids, totals::add);
        } catch (MalformedUseException | LostContentException damaged) {
            LOG.warn("What is counted in {} is lost: {}", new Path(directory, file), damaged.getMessage());
        }
    }

    private static long number(String file) {
        Matcher merged = MERGED_FILE.matcher(file);
        return merged.matches() ? Long.parseLong(merged.group(1)) : 0;
    }

    private static String mergedFile(long number) {
        return String.format(Locale.ROOT, "merged-%08d.json", number);
    }

    /** Merges the files if there are many. A crash, or somebody who does the same, leaves files that count no more. */
    void mergeIfMany() throws IOException {
        if (storage.list(directory).size() > MANY) {
            merge();
        }
    }

    private void merge() throws IOException {
        Found found = read();
        Instant now = Instant.now();
        Set<String> remembered = new TreeSet<>(found.ids());
        remembered.removeIf(
                id -> !found.files().contains(id + ".json") && gatheredAt(id).isBefore(now.minus(REMEMBERED)));
        Path next = new Path(directory, mergedFile(found.merged() + 1));
        byte[] content = UseFileJson.write(
                remembered,
                each -> found.totals().forEach(use -> {
                    if (use.lastUsed().isAfter(now.minus(FORGOTTEN))) {
                        each.accept(use);
                    }
                }));
        try {
            storage.createExclusively(next, temporary(next), content);
        } catch (FileAlreadyExistsException overtaken) {
            LOG.debug("Another has merged the counts to {}", next, overtaken);
            return;
        }
        // From here on they count no more, and may go or stay.
        deleteFiles(found);
    }

    private void deleteFiles(Found merged) throws IOException {
        Instant dayAgo = Instant.now().minus(Duration.ofDays(1));
        for (String file : merged.files()) {
            Matcher gathered = GATHERED_FILE.matcher(file);
            if (gathered.matches() ? merged.ids().contains(gathered.group(1)) : number(file) > 0) {
                storage.delete(new Path(directory, file));
            }
        }
        for (Entry entry : storage.list(directory)) {
            if (entry.name().endsWith(".tmp")
                    && Instant.ofEpochMilli(entry.modified()).isBefore(dayAgo)) {
                storage.delete(new Path(directory, entry.name()));
            }
        }
    }

    private static Instant gatheredAt(String id) {
        Matcher gathered = GATHERED.matcher(id);
        return gathered.matches() ? Instant.ofEpochMilli(Long.parseLong(gathered.group(1))) : Instant.EPOCH;
    }
}
