package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.functional.RemoteIterators;

/**
 * The file system interface of the commit protocol, and the guarantees that it asks for. Thread-safe. Where there are
 * directories, these and the files in them {@linkplain #moves move} in one step; an object store has none, and each object is
 * created under its final name.
 *
 * <ol>
 *   <li><b>Exclusive.</b> {@link #createExclusively} makes a file appear whole under a name that was free; of all who
 *       try, on any machine, exactly one succeeds.
 *   <li><b>Immediate.</b> What has appeared is seen by every later {@link #list} and {@link #open}.
 *   <li><b>Honest.</b> {@link FileAlreadyExistsException} says for certain that the name was taken by somebody, perhaps
 *       by an earlier try of the same call; {@link AccessControlException}, that the caller may not do it and nothing was
 *       done. Any other {@link IOException} says nothing about whether the file appeared.
 * </ol>
 */
public interface Storage {
    /** The path with scheme and authority. */
    Path qualify(Path path);

    /** Whether there are directories, and {@link #move} moves what is there in one step. */
    default boolean moves() {
        return true;
    }

    /** Which object store it is, if it is one: it has to prove itself before a root is begun on it. */
    default Optional<StoreAddress> store() {
        return Optional.empty();
    }

    /**
     * Makes {@code target} appear with {@code content}, unless it exists. The directory must exist. What moves things writes
     * {@code temporary} first, which a crash leaves behind.
     *
     * @throws FileAlreadyExistsException if the target exists; nothing is left behind
     * @throws IOException if it is unknown whether the target appeared
     */
    void createExclusively(Path target, Path temporary, byte[] content) throws IOException;

    /**
     * Sees to it that a {@link #createExclusively} that has failed can no longer make its target appear: without its source,
     * a move that is still under way can only fail.
     *
     * @throws IOException if that cannot be had, so that the target may yet appear
     */
    default void withdraw(Path temporary) throws IOException {
        delete(temporary);
    }

    /**
     * Puts {@code content} in the place of {@code target}, whether or not it exists, in one step; where that cannot be had, who reads it
     * meanwhile finds it empty or cut off, but never gone. For what is no record.
     */
    void replace(Path target, Path temporary, byte[] content) throws IOException;

    /**
     * Sees to it that what follows sees all that was there before this call, where a file system lets other servers than
     * the first one answer.
     */
    default void catchUp() throws IOException {}

    /**
     * Creates a file that must not exist, which is told as late as when it is closed, and that nobody else creates. A crash leaves
     * a part of it, or nothing; it is for what no record names yet.
     */
    OutputStream create(Path file) throws IOException;

    /**
     * Opens a file. Reading it throws {@link LostContentException} where the file system has lost what is in it.
     *
     * @throws FileNotFoundException if there is none
     */
    InputStream open(Path file) throws IOException;

    /** The entries of a directory, in no order; none if it does not exist. */
    List<Entry> list(Path directory) throws IOException;

    /**
     * The entries of each of some directories, in the order of these, none if it does not exist. With few requests where a
     * file system can do that; it may ask another server than all other methods.
     */
    default List<List<Entry>> list(List<Path> directories) throws IOException {
        List<List<Entry>> entries = new ArrayList<>();
        for (Path directory : directories) {
            entries.add(list(directory));
        }
        return entries;
    }

    /**
     * The entries of a directory by name, one after the other; none if it does not exist. Where a file system can do that it
     * is asked for a page at a time, so that what is not looked at costs nothing.
     */
    default RemoteIterator<Entry> entries(Path directory) throws IOException {
        List<Entry> all = new ArrayList<>(list(directory));
        all.sort(Comparator.comparing(Entry::name));
        return RemoteIterators.remoteIteratorFromIterable(all);
    }

    /**
     * The files below a directory at any depth, by their path relative to it, sorted. What is hidden, and what is in hidden
     * directories, is left out. Each directory is listed, those of one depth together.
     */
    default SortedMap<String, Entry> filesBelow(Path directory) throws IOException {
        return filesBelow(directory, Entry::hidden);
    }

    /** The same with another notion of what is left out. */
    default SortedMap<String, Entry> filesBelow(Path directory, Predicate<Entry> leftOut) throws IOException {
        SortedMap<String, Entry> found = new TreeMap<>();
        List<String> level = List.of("");
        while (!level.isEmpty()) {
            List<List<Entry>> listed = list(level.stream()
                    .map(below -> below.isEmpty() ? directory : new Path(directory, below))
                    .toList());
            List<String> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i++) {
                for (Entry entry : listed.get(i)) {
                    String path = entry.pathBelow(level.get(i));
                    if (leftOut.test(entry)) {
                        continue;
                    }
                    if (entry.directory()) {
                        next.add(path);
                    } else {
                        found.put(path, entry);
                    }
                }
            }
            level = next;
        }
        return found;
    }

    /** What is at a path. @throws FileNotFoundException if nothing is */
    Entry status(Path path) throws IOException;

    /** Creates a directory and those above it, if they are missing, for files to be created in it. */
    void makeDirectories(Path directory) throws IOException;

    /** Creates a directory that is to be there though nothing is in it, and those above it. */
    default void makeEmptyDirectory(Path directory) throws IOException {
        makeDirectories(directory);
    }

    /**
     * Moves a file or directory to a name that must be free.
     *
     * @throws FileNotFoundException if there is no such source, or no directory to move it to
     * @throws FileAlreadyExistsException if the name is taken
     * @throws UnsupportedOperationException where nothing {@link #moves}
     */
    void move(Path source, Path destination) throws IOException;

    /** Deletes a directory if it is there and nothing is in it. */
    void deleteIfEmpty(Path directory) throws IOException;

    /** Deletes a file, or a directory with all in it. @return whether there was one */
    boolean delete(Path path) throws IOException;
}
