package io.turnstile.core.staging;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * The task commit protocol of a generation, and its directory while tasks are writing it:
 *
 * <pre>
 * g-00000003-4f2a91c0/_attempts/t12a3/dt=…/part-00012-….parquet   what an attempt is writing
 *                     dt=…/part-00012-t12a3-….parquet             its files, in their place
 *                     _tasks/t12a3                                this attempt is complete
 *                     _sealed                                     what _tasks is called once no attempt can be committed
 * </pre>
 *
 * <p>An attempt that is committed moves its files into their place under names that no other attempt can use, and then
 * leaves its mark: what is left of its own directory, moved. {@linkplain #seal Sealing} counts, of each task, the lowest
 * attempt that left one, and deletes whatever bears another tag. So an attempt that died half-way, a duplicate, and two
 * that finished together are all the same case, and nothing here needs an operation that is atomic for more than one
 * entry of a directory.
 */
public final class StagedGeneration {
    private static final String ATTEMPTS = "_attempts";
    private static final String TASKS = "_tasks";
    private static final String SEALED = "_sealed";

    private final Storage storage;
    private final Path directory;

    public StagedGeneration(Storage storage, Path directory) {
        this.storage = storage;
        this.directory = directory;
    }

    /** Prepares the directory. Until it is sealed, attempts may be committed. */
    public void begin() throws IOException {
        storage.makeDirectories(tasks());
    }

    /** Where an attempt writes; it creates the directory itself. */
    public Path attemptDirectory(AttemptTag attempt) {
        return new Path(new Path(directory, ATTEMPTS), attempt.toString());
    }

    /** Whether an attempt has written anything. */
    public boolean hasOutput(AttemptTag attempt) throws IOException {
        storage.catchUp();
        return !storage.list(attemptDirectory(attempt)).isEmpty();
    }

    /**
     * Commits an attempt; one that has written nothing needs no mark. May be called again. A crash leaves files that
     * sealing deletes; another attempt of the task is not hindered.
     *
     * @throws IOException if a file could not be moved, or the generation is sealed; the attempt does not count
     */
    public void commitAttempt(AttemptTag attempt) throws IOException {
        Path from = attemptDirectory(attempt);
        // What the attempt wrote, it wrote through another client.
        storage.catchUp();
        // Before, because nothing would delete what is moved into place after the end.
        requireOpen(attempt);
        for (String file : storage.filesBelow(from).keySet()) {
            move(new Path(from, file), new Path(directory, attempt.into(file)));
        }
        try {
            // In one step with the proof that nobody has deleted the directory while we looked for its files: a mark
            // without files would win over another attempt that has them.
            storage.move(from, new Path(tasks(), attempt.toString()));
        } catch (FileNotFoundException nothingWrittenOrOver) {
            requireOpen(attempt);
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
     * Drops what an attempt has written and not moved yet; what it has moved, sealing deletes. An attempt that still wrote
     * when its generation was deleted has made the directory anew: if nothing else is in it, it goes too.
     */
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

    /**
     * Ends the writing and says what the generation consists of. Afterwards its directory holds these files alone. Costs
     * a few requests, one listing page per directory or thousand files, and one per file to delete.
     *
     * @throws IOException if a file could not be listed or deleted, and may be tried again; or if the writing was never
     *     begun, or has been ended already, and nothing was touched
     */
    public List<DataDirectory> seal() throws IOException {
        Path sealed = new Path(directory, SEALED);
        close(sealed);
        // Before anything is listed, so that an attempt that still runs finds nothing left that it could move into
        // place.
        storage.delete(new Path(directory, ATTEMPTS));
        Set<AttemptTag> counting = countingAttempts(sealed);
        List<DataDirectory> directories = new ArrayList<>();
        collect("", counting, directories);
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

    private Set<AttemptTag> countingAttempts(Path sealed) throws IOException {
        Map<AttemptTag, AttemptTag> byTask = new HashMap<>();
        for (Entry mark : storage.list(sealed)) {
            AttemptTag.parse(mark.name())
                    .ifPresent(tag -> byTask.merge(
                            new AttemptTag(tag.kind(), tag.task(), 0),
                            tag,
                            (a, b) -> a.attempt() <= b.attempt() ? a : b));
        }
        return new HashSet<>(byTask.values());
    }

    private void collect(String path, Set<AttemptTag> counting, List<DataDirectory> found) throws IOException {
        List<DataFile> files = new ArrayList<>();
        // Each by itself, and so by the NameNode that has just renamed the marks for us. Several at once go through
        // another client, which might still ask one that was active before, and get fewer files.
        for (Entry entry : storage.list(path.isEmpty() ? directory : new Path(directory, path))) {
            String below = entry.pathBelow(path);
            if (path.isEmpty() && entry.hidden()) {
                continue;
            }
            if (entry.directory()) {
                collect(below, counting, found);
            } else if (AttemptTag.in(below).filter(counting::contains).isPresent()) {
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
