package io.turnstile.core.staging;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * The staging of a generation whose files are moved into their place. Its directory while tasks are writing it:
 *
 * <pre>
 * g-00000003-4f2a91c0/_attempts/t12a3/dt=…/part-00012-….parquet   what an attempt is writing
 *                     dt=…/part-00012-t12a3-….parquet             its files, in their place
 *                     _tasks/t12a3-1                              this attempt is complete, with one file
 *                     _sealed                                     what _tasks is called once no attempt can be committed
 * </pre>
 *
 * <p>An attempt that is committed moves its files into their place under names that no other attempt can use, and then
 * leaves its mark: what is left of its own directory, moved, with the number of its files. {@linkplain #seal Sealing} counts,
 * of each task, the lowest attempt that left one, deletes whatever bears another tag, and fails where a file is missing. So
 * an attempt that died half-way, a duplicate, and two that finished together are all the same case, and nothing here needs
 * an operation that is atomic for more than one entry of a directory.
 */
final class MovingStaging implements Staging {
    private static final String ATTEMPTS = "_attempts";
    private static final String TASKS = "_tasks";
    private static final String SEALED = "_sealed";

    private final Storage storage;
    private final Path directory;

    MovingStaging(Storage storage, Path directory) {
        this.storage = storage;
        this.directory = directory;
    }

    @Override
    public void begin() throws IOException {
        storage.makeDirectories(tasks());
    }

    @Override
    public Path attemptDirectory(AttemptTag attempt) {
        return new Path(new Path(directory, ATTEMPTS), attempt.toString());
    }

    /** What it writes is renamed later. */
    @Override
    public String baseName(AttemptTag attempt, String base) {
        return base;
    }

    @Override
    public boolean hasOutput(AttemptTag attempt) throws IOException {
        storage.catchUp();
        return !storage.list(attemptDirectory(attempt)).isEmpty();
    }

    @Override
    public void commitAttempt(AttemptTag attempt) throws IOException {
        Path from = attemptDirectory(attempt);
        // What the attempt wrote, it wrote through another client.
        storage.catchUp();
        // Before, because nothing would delete what is moved into place after the end.
        requireOpen(attempt);
        Set<String> files = storage.filesBelow(from, MovingStaging::isNoData).keySet();
        for (String file : files) {
            requireVisible(file, attempt);
        }
        for (String file : files) {
            move(new Path(from, file), new Path(directory, attempt.into(file)));
        }
        try {
            // In one step with the proof that nobody has deleted the directory while we looked for its files: a mark
            // without files would win over another attempt that has them.
            storage.move(from, new Path(tasks(), new Mark(attempt, files.size()).toString()));
        } catch (FileNotFoundException nothingWrittenOrOver) {
            requireOpen(attempt);
        }
    }

    /** What frameworks leave beside their data, such as {@code _SUCCESS} and checksums. */
    private static boolean isNoData(Entry entry) {
        return entry.hidden() && !entry.partition();
    }

    /** Whoever reads the generation by its path would pass over it, and so would Spark. */
    private void requireVisible(String file, AttemptTag attempt) throws IOException {
        for (String name : file.split("/", -1)) {
            if (Entry.isHidden(name)) {
                throw new IOException("Cannot commit attempt " + attempt + " in " + directory + ": it wrote " + file
                        + ", and what begins with '.' is hidden from those who read. Rename the column.");
            }
        }
    }

    private void requireOpen(AttemptTag attempt) throws IOException {
        if (!isOpen()) {
            throw new IOException("Cannot commit attempt " + attempt + ": its job in " + directory + " is over");
        }
    }

    private boolean isOpen() throws IOException {
        try {
            storage.status(tasks());
            return true;
        } catch (FileNotFoundException over) {
            return false;
        }
    }

    private Path tasks() {
        return new Path(directory, TASKS);
    }

    /**
     * What it has moved, sealing deletes. An attempt that still wrote when its generation was deleted has made the directory
     * anew: if nothing else is in it, it goes too.
     */
    @Override
    public void abortAttempt(AttemptTag attempt) throws IOException {
        storage.delete(attemptDirectory(attempt));
        // Not before the end: another attempt may be about to make its own directory in there.
        if (!isOpen()) {
            storage.deleteIfEmpty(new Path(directory, ATTEMPTS));
            storage.deleteIfEmpty(directory);
        }
    }

    private void move(Path source, Path destination) throws IOException {
        try {
            storage.move(source, destination);
        } catch (FileNotFoundException noDirectoryYet) {
            storage.makeDirectories(destination.getParent());
            storage.move(source, destination);
        }
    }

    /** Costs a few requests, one listing page per directory or thousand files, and one per file to delete. */
    @Override
    public List<DataDirectory> seal() throws IOException {
        Path sealed = new Path(directory, SEALED);
        close(sealed);
        // Before anything is listed, so that an attempt that still runs finds nothing left that it could move into
        // place.
        storage.delete(new Path(directory, ATTEMPTS));
        Collection<Mark> counting = countingAttempts(sealed);
        List<DataDirectory> directories = new ArrayList<>();
        Map<AttemptTag, Integer> found = new HashMap<>();
        collect("", counting.stream().map(Mark::attempt).collect(Collectors.toSet()), found, directories);
        for (Mark mark : counting) {
            int files = found.getOrDefault(mark.attempt(), 0);
            // More than its mark says has an attempt that was committed again after it had failed half-way.
            if (files < mark.files()) {
                throw new IOException("Cannot seal " + directory + ": attempt " + mark.attempt() + " committed "
                        + mark.files() + " files, and " + files + " of them are there");
            }
        }
        storage.delete(sealed);
        directories.sort(Comparator.comparing(DataDirectory::path));
        return directories;
    }

    /**
     * From here on no attempt can leave a mark. Fails where there never were any, as every file would lack one: where
     * another committer wrote them, or where they are published by now.
     */
    private void close(Path sealed) throws IOException {
        try {
            storage.move(tasks(), sealed);
        } catch (FileNotFoundException none) {
            try {
                storage.status(sealed);
            } catch (FileNotFoundException neither) {
                throw new IOException(
                        "Cannot seal " + directory + ": it was not written through Turnstile's committer, or it is"
                                + " sealed already",
                        neither);
            }
        }
    }

    private Collection<Mark> countingAttempts(Path sealed) throws IOException {
        Map<AttemptTag, Mark> byTask = new HashMap<>();
        for (Entry entry : storage.list(sealed)) {
            Mark.parse(entry.name())
                    .ifPresent(mark -> byTask.merge(
                            mark.attempt().firstOfTask(),
                            mark,
                            (a, b) -> a.attempt().attempt() <= b.attempt().attempt() ? a : b));
        }
        return byTask.values();
    }

    /** What a complete attempt leaves: how many files it has moved into their place. */
    private record Mark(AttemptTag attempt, int files) {
        static Optional<Mark> parse(String name) {
            int dash = name.indexOf('-');
            if (dash < 0 || !name.substring(dash + 1).matches("\\d{1,9}")) {
                return Optional.empty();
            }
            return AttemptTag.parse(name.substring(0, dash))
                    .map(attempt -> new Mark(attempt, Integer.parseInt(name.substring(dash + 1))));
        }

        @Override
        public String toString() {
            return attempt + "-" + files;
        }
    }

    private void collect(
            String path, Set<AttemptTag> counting, Map<AttemptTag, Integer> filesOf, List<DataDirectory> found)
            throws IOException {
        List<DataFile> files = new ArrayList<>();
        // Each by itself, and so by the NameNode that has just renamed the marks for us. Several at once go through
        // another client, which might still ask one that was active before, and get fewer files.
        for (Entry entry : storage.list(path.isEmpty() ? directory : new Path(directory, path))) {
            String below = entry.pathBelow(path);
            if (path.isEmpty() && entry.hidden()) {
                continue;
            }
            if (entry.directory()) {
                collect(below, counting, filesOf, found);
                continue;
            }
            Optional<AttemptTag> attempt = AttemptTag.in(below).filter(counting::contains);
            if (attempt.isPresent()) {
                filesOf.merge(attempt.get(), 1, Integer::sum);
                files.add(new DataFile(entry.name(), entry.length(), entry.modified()));
            } else {
                storage.delete(new Path(directory, below));
            }
        }
        if (!files.isEmpty()) {
            files.sort(Comparator.comparing(DataFile::name));
            found.add(new DataDirectory(path, files));
        }
    }
}
