package io.turnstile.core;

import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** The directory that is to be opened as a root: whether it is one, and can be. */
final class RootDirectory {
    private RootDirectory() {}

    /** The path that is meant. @throws RootUnusableException if that is none, or on no file system that is known */
    static Path named(String text, Configuration configuration) throws RootUnusableException {
        Path path = path(text);
        requireNameNode(path, configuration);
        return path;
    }

    /**
     * Looks whether it is there, and what it is.
     *
     * @return the root's own file, if it can be understood
     * @throws RootUnusableException if there is no such directory, or it cannot be read
     */
    static Optional<RootFile> require(Path root, Storage storage) throws IOException {
        try {
            if (!storage.status(root).directory()) {
                throw new RootUnusableException("The root " + root
                        + " is a file; it must be a directory that holds datasets. Correct the option 'root'.");
            }
            return lookInside(root, storage);
        } catch (FileNotFoundException missing) {
            throw new RootUnusableException("The root " + root + " does not exist. Create it (hdfs dfs -mkdir -p "
                    + root + ") or correct the option 'root'.");
        } catch (AccessControlException denied) {
            throw new RootUnusableException("The root " + root + " cannot be read: " + firstLine(denied));
        }
    }

    /** The status of a directory can be had even where nothing in it can. */
    private static Optional<RootFile> lookInside(Path root, Storage storage) throws IOException {
        try {
            Optional<RootFile> file = RootFile.read(storage, root);
            if (file.isPresent()) {
                return file;
            }
        } catch (DamagedException | AccessControlException toldToWhoUsesIt) {
            // And who repairs it opens it first.
        }
        try {
            storage.status(Layout.rootFile(root));
        } catch (FileNotFoundException nothingWrittenYet) {
            // A root begins empty. HDFS says so of a file that is missing where nobody may look, too, if it is to be
            // opened.
        }
        return Optional.empty();
    }

    /** {@code hdfs:///cache} leaves it to Hadoop's configuration, which a JVM has only if somebody says where it is. */
    private static void requireNameNode(Path root, Configuration configuration) throws RootUnusableException {
        URI named = root.toUri();
        URI standard = FileSystem.getDefaultUri(configuration);
        if ("hdfs".equals(named.getScheme())
                && named.getAuthority() == null
                && !("hdfs".equals(standard.getScheme()) && standard.getAuthority() != null)) {
            throw new RootUnusableException("The root " + root + " does not say on which HDFS it is, and no Hadoop"
                    + " configuration was found that does (fs.defaultFS is " + standard
                    + "). Set HADOOP_CONF_DIR to the"
                    + " directory of core-site.xml, or write it like hdfs://namenode:8020" + named.getPath() + ".");
        }
    }

    private static Path path(String text) throws RootUnusableException {
        try {
            return new Path(text);
        } catch (IllegalArgumentException malformed) {
            throw new RootUnusableException("The root '" + text + "' is not a path: " + malformed.getMessage()
                    + ". Write it like hdfs:///cache.");
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
