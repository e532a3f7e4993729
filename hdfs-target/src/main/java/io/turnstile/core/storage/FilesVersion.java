package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The version of the data files in a directory that others write: how many there are, and a digest of their names, lengths
 * and times of modification.
 *
 * @param files how many
 * @param bytes in all of them
 * @param newest when the newest was modified, by the file system's clock; the epoch if there is none
 * @param digest 32 hexadecimal digits; two sets of files have the same only if they are the same
 */
public record FilesVersion(long files, long bytes, Instant newest, String digest) {
    /**
     * Makes a version of files in whatever order, in constant memory. Each file is hashed, and the hashes are added up
     * modulo 2<sup>64</sup> in two lanes, which does not depend on their order (M. Bellare and D. Micciancio: A New
     * Paradigm for Collision-Free Hashing, EUROCRYPT 1997). Guards against chance, not against whoever forges files. Not
     * thread-safe.
     */
    public static final class Digest {
        private final MessageDigest hash = sha256();
        private long files;
        private long bytes;
        private long newest;
        private long high;
        private long low;

        /**
         * Adds a file.
         *
         * @param path relative to the directory, with {@code /}; empty if what was named is a file itself
         * @param length in bytes
         * @param modified milliseconds since the epoch
         */
        public void add(String path, long length, long modified) {
            hash.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(length)
                    .putLong(modified)
                    .flip());
            ByteBuffer hashed = ByteBuffer.wrap(hash.digest(path.getBytes(StandardCharsets.UTF_8)));
            high += hashed.getLong();
            low += hashed.getLong();
            files++;
            bytes += length;
            newest = Math.max(newest, modified);
        }

        /** The version of what was added so far. */
        public FilesVersion version() {
            return new FilesVersion(files, bytes, Instant.ofEpochMilli(newest), String.format("%016x%016x", high, low));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException everyJvmHasIt) {
                throw new IllegalStateException(everyJvmHasIt);
            }
        }
    }

    /**
     * The present version of a directory, or of a single file, listed as Spark lists what it reads: all below, but nothing
     * whose name begins with a dot or an underscore, unless that is a partition ({@code _day=1}) or a summary of Parquet's.
     * One request for each directory and thousand files, in constant memory but for the directories.
     *
     * @throws FileNotFoundException if there is no such directory
     */
    public static FilesVersion list(Path root, Configuration configuration) throws IOException {
        FileSystem files = root.getFileSystem(configuration);
        Path qualified = files.makeQualified(root);
        Digest digest = new Digest();
        Deque<Path> open = new ArrayDeque<>();
        open.add(qualified);
        while (!open.isEmpty()) {
            Path directory = open.remove();
            RemoteIterator<FileStatus> entries = files.listStatusIterator(directory);
            while (entries.hasNext()) {
                FileStatus entry = entries.next();
                Path path = entry.getPath();
                if (!path.equals(qualified) && isHidden(path.getName())) {
                    continue;
                }
                if (entry.isDirectory()) {
                    open.add(path);
                } else {
                    digest.add(relative(qualified, path), entry.getLen(), entry.getModificationTime());
                }
            }
        }
        return digest.version();
    }

    /** The name of a file as {@link Digest#add} wants it. Both have scheme and authority. */
    public static String relative(Path root, Path file) {
        String above = root.toUri().getPath();
        String path = file.toUri().getPath();
        if (path.equals(above)) {
            return "";
        }
        String directory = above.endsWith("/") ? above : above + "/";
        if (!path.startsWith(directory)) {
            throw new IllegalArgumentException(file + " is not beneath " + root);
        }
        return path.substring(directory.length());
    }

    /** Whether Spark passes over a file or directory of that name. */
    public static boolean isHidden(String name) {
        boolean summary = name.startsWith("_common_metadata") || name.startsWith("_metadata");
        return (name.startsWith("_") && !name.contains("=") && !summary)
                || name.startsWith(".")
                || name.endsWith("._COPYING_");
    }
}
