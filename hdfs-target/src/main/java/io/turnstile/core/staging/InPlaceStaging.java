package io.turnstile.core.staging;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The staging of a generation whose files are written where they stay, under names that bear their attempt's tag. Its objects
 * while tasks are writing it:
 *
 * <pre>
 * g-00000003-4f2a91c0/_begun                                      attempts can be committed
 *                     _tasks/t12a3                                this attempt is complete
 *                     dt=…/part-t12a3-00012-….parquet             its files
 * </pre>
 *
 * <p>An attempt leaves its mark and then looks whether {@code _begun} is still there; whoever seals deletes that and then lists
 * the marks. So an attempt that is told that it counts has been seen, and one that is not told may count as well, whole.
 *
 * <p>A mark whose request failed may appear seconds later. Therefore an attempt that is aborted deletes nothing: its mark, should
 * it come, would stand for files that are gone. What it wrote goes when the generation is sealed, or with it.
 */
final class InPlaceStaging implements Staging {
    private static final String BEGUN = "_begun";
    private static final String TASKS = "_tasks";
    private static final byte[] NOTHING = {};

    private final Storage storage;
    private final Path directory;

    InPlaceStaging(Storage storage, Path directory) {
        this.storage = storage;
        this.directory = directory;
    }

    @Override
    public void begin() throws IOException {
        put(begun());
    }

    @Override
    public Path attemptDirectory(AttemptTag attempt) {
        return directory;
    }

    @Override
    public String baseName(AttemptTag attempt, String base) {
        return base + "-" + attempt;
    }

    /** Nobody knows without listing what all have written. A mark without files does no harm. */
    @Override
    public boolean hasOutput(AttemptTag attempt) {
        return true;
    }

    @Override
    public void commitAttempt(AttemptTag attempt) throws IOException {
        Path mark = new Path(new Path(directory, TASKS), attempt.toString());
        put(mark);
        try {
            storage.status(begun());
        } catch (FileNotFoundException over) {
            storage.delete(mark);
            throw new IOException("Cannot commit attempt " + attempt + ": its job in " + directory + " is over", over);
        }
    }

    @Override
    public void abortAttempt(AttemptTag attempt) {}

    /**
     * Costs a few requests, one listing page per thousand files and marks, a deletion of the marks together, and one for each
     * file to delete.
     */
    @Override
    public List<DataDirectory> seal() throws IOException {
        if (!storage.delete(begun())) {
            throw notBegun();
        }
        SortedMap<String, Entry> all = storage.filesBelow(directory, nothing -> false);
        if (all.containsKey(Layout.MANIFEST)) {
            // The request that had begun it was carried out twice, the second time after it was sealed.
            throw notBegun();
        }
        Map<String, AttemptTag> writers = new HashMap<>();
        for (String path : all.keySet()) {
            if (!isHidden(path)) {
                writers.put(path, onlyTag(path));
            }
        }
        Set<AttemptTag> counting = counting(all.keySet(), Set.copyOf(writers.values()));
        SortedMap<String, List<DataFile>> byDirectory = new TreeMap<>();
        List<String> dropped = new ArrayList<>();
        for (Map.Entry<String, Entry> object : all.entrySet()) {
            String path = object.getKey();
            AttemptTag writer = writers.get(path);
            if (writer == null || !counting.contains(writer)) {
                dropped.add(path);
                continue;
            }
            Entry file = object.getValue();
            String parent = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            requireVisible(parent);
            byDirectory
                    .computeIfAbsent(parent, any -> new ArrayList<>())
                    .add(new DataFile(file.name(), file.length(), file.modified()));
        }
        drop(dropped);
        return byDirectory.entrySet().stream()
                .map(found -> new DataDirectory(found.getKey(), found.getValue()))
                .toList();
    }

    private IOException notBegun() {
        return new IOException("Cannot seal " + directory
                + ": it was not written through Turnstile's committer, or it is sealed already");
    }

    /** What frameworks leave beside their data, such as {@code _SUCCESS}, and what we do. */
    private static boolean isHidden(String path) {
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            boolean partition = i < names.length - 1 && names[i].contains("=");
            if (Entry.isHidden(names[i]) && !partition) {
                return true;
            }
        }
        return false;
    }

    /** Whose file it is: one that cannot be told must not be dropped, or its rows would be missing. */
    private AttemptTag onlyTag(String path) throws IOException {
        Set<AttemptTag> tags = AttemptTag.allIn(path);
        if (tags.size() != 1) {
            throw new IOException(
                    "Cannot seal " + directory + ": the name of " + path + " does not tell which attempt wrote it"
                            + " ('part-t12a3-…' would). Its output format has named it without regard to"
                            + " mapreduce.output.basename, and on an object store nothing can be renamed. Write in another"
                            + " format, or into a root on HDFS.");
        }
        return tags.iterator().next();
    }

    /** Of each task the lowest attempt that left a mark, of those that wrote something if any did. */
    private static Set<AttemptTag> counting(Collection<String> paths, Set<AttemptTag> writers) {
        Map<AttemptTag, AttemptTag> byTask = new HashMap<>();
        for (String path : paths) {
            if (path.startsWith(TASKS + "/")) {
                AttemptTag.parse(path.substring(TASKS.length() + 1))
                        .filter(writers::contains)
                        .ifPresent(marked -> byTask.merge(
                                marked.firstOfTask(), marked, (a, b) -> a.attempt() <= b.attempt() ? a : b));
            }
        }
        return Set.copyOf(byTask.values());
    }

    /** Whoever reads the generation by its path would pass over it, and so would Spark. */
    private void requireVisible(String path) throws IOException {
        for (String name : path.split("/", -1)) {
            if (Entry.isHidden(name)) {
                throw new IOException("Cannot seal " + directory + ": there are files in " + path
                        + ", and what begins with '.' is hidden from those who read. Rename the column.");
            }
        }
    }

    private void drop(List<String> paths) throws IOException {
        boolean marks = false;
        for (String path : paths) {
            if (path.startsWith(TASKS + "/")) {
                marks = true;
            } else {
                storage.delete(new Path(directory, path));
            }
        }
        if (marks) {
            storage.delete(new Path(directory, TASKS));
        }
    }

    private void put(Path file) throws IOException {
        storage.replace(file, file, NOTHING);
    }

    private Path begun() {
        return new Path(directory, BEGUN);
    }
}
