package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;

/**
 * Storage on an object store through Hadoop's client for it. The guarantee of exclusiveness is the store's: a creation on
 * condition that there is no such object, see {@link ConditionalCreation}. Nothing moves, and a directory is what some objects'
 * names begin with, so that none is made or needed.
 *
 * <p>Nothing here relies on a request being over when it has failed: one whose answer was lost may be carried out seconds
 * later.
 */
final class ObjectStorage implements Storage {
    private final FileSystem files;
    private final StoreAddress address;
    private final ConditionalCreation creation;

    private ObjectStorage(FileSystem files, StoreAddress address, ConditionalCreation creation) {
        this.files = files;
        this.address = address;
        this.creation = creation;
    }

    /**
     * Storage on S3.
     *
     * @param patience how long to ask again for a creation that is not answered
     */
    static ObjectStorage onS3(FileSystem files, StoreAddress address, Duration patience) {
        return new ObjectStorage(
                files, address, new ConditionalCreation(files, ConditionalCreation::byOption, patience));
    }

    /**
     * Storage on Google's Cloud Storage. There a rename is a copy and a deletion, of each object by itself: what is true of S3 is
     * true of it.
     */
    static ObjectStorage onGoogle(FileSystem files, StoreAddress address) {
        return new ObjectStorage(
                files,
                address,
                new ConditionalCreation(files, ConditionalCreation::withoutOverwriting, ConditionalCreation.PATIENCE));
    }

    @Override
    public Path qualify(Path path) {
        return files.makeQualified(path);
    }

    @Override
    public boolean moves() {
        return false;
    }

    @Override
    public Optional<StoreAddress> store() {
        return Optional.of(address);
    }

    /** One request, and no temporary object. */
    @Override
    public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
        creation.create(target, content);
    }

    @Override
    public void withdraw(Path temporary) throws IOException {
        throw new IOException("the store has not answered, and may carry the request out yet.");
    }

    @Override
    public void replace(Path target, Path temporary, byte[] content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> object =
                files.createFile(target).overwrite(true).recursive();
        object.opt("fs.s3a.create.performance", true); // Without looking what is there.
        try (OutputStream out = new OnceFailingOutput(object.build())) {
            out.write(content);
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(target, denied);
        }
    }

    @Override
    public OutputStream create(Path file) throws IOException {
        return new OnceFailingOutput(creation.open(file));
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return reading(file, () -> files.open(file));
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            RemoteIterator<FileStatus> listing = reading(directory, () -> files.listStatusIterator(directory));
            while (listing.hasNext()) {
                entries.add(Entry.of(listing.next()));
            }
        } catch (FileNotFoundException missing) {
            return List.of();
        }
        return entries;
    }

    /** A request for a thousand objects, however many directories they seem to lie in. */
    @Override
    public SortedMap<String, Entry> filesBelow(Path directory, Predicate<Entry> leftOut) throws IOException {
        SortedMap<String, Entry> found = new TreeMap<>();
        int prefix = files.makeQualified(directory).toUri().getPath().length() + 1;
        try {
            RemoteIterator<LocatedFileStatus> listing = reading(directory, () -> files.listFiles(directory, true));
            while (listing.hasNext()) {
                FileStatus status = listing.next();
                String path = status.getPath().toUri().getPath().substring(prefix);
                if (!isLeftOut(path, Entry.of(status), leftOut)) {
                    found.put(path, Entry.of(status));
                }
            }
        } catch (FileNotFoundException missing) {
            return new TreeMap<>();
        }
        return found;
    }

    /** It is, if one of the directories is that it seems to lie in. */
    private static boolean isLeftOut(String path, Entry file, Predicate<Entry> leftOut) {
        String[] names = path.split("/", -1);
        return leftOut.test(file)
                || Arrays.stream(names, 0, names.length - 1)
                        .anyMatch(name -> leftOut.test(new Entry(name, true, 0, file.modified())));
    }

    @Override
    public Entry status(Path path) throws IOException {
        return reading(path, () -> Entry.of(files.getFileStatus(path)));
    }

    /** Does nothing: it is there as soon as something is in it. */
    @Override
    public void makeDirectories(Path directory) {}

    /** Leaves an object that stands for it. */
    @Override
    public void makeEmptyDirectory(Path directory) throws IOException {
        try {
            files.mkdirs(directory);
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(directory, denied);
        }
    }

    @Override
    public void move(Path source, Path destination) {
        throw new UnsupportedOperationException("Cannot move " + source + ": nothing moves on an object store");
    }

    @Override
    public void deleteIfEmpty(Path directory) throws IOException {
        try {
            files.delete(directory, false);
        } catch (FileNotFoundException | PathIsNotEmptyDirectoryException left) {
            // That is what was asked for.
        }
    }

    @Override
    public boolean delete(Path path) throws IOException {
        try {
            return files.delete(path, true);
        } catch (FileNotFoundException gone) {
            return false;
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotWrite(path, denied);
        }
    }

    private interface Call<T> {
        T answer() throws IOException;
    }

    private static <T> T reading(Path path, Call<T> call) throws IOException {
        try {
            return call.answer();
        } catch (AccessDeniedException denied) {
            throw Denials.mayNotRead(path, new AccessControlException(denied));
        }
    }
}
