package io.turnstile.core.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.jspecify.annotations.Nullable;

/**
 * A file system on the local disk that is found as those of Azure are, and renames as they do: without a word if the new name is
 * taken, other than that it could not.
 */
public class LocalAbfs extends RawLocalFileSystem {
    private static final String SCHEME = "abfs";

    /** Whether it says that there is a hierarchical namespace. */
    public static final String HIERARCHICAL = "test.abfs.hierarchical";

    /** Whether a rename replaces what has come there since its caller looked, for which all who race wait for one another. */
    public static final String CARELESS = "test.abfs.careless";

    private static final CyclicBarrier ALL_HAVE_LOOKED = new CyclicBarrier(8);

    private @Nullable URI uri;

    /** Such file systems, with these settings besides. */
    public static TestFileSystem files(Map<String, Boolean> settings) {
        return new TestFileSystem() {
            @Override
            public Configuration configuration() {
                Configuration configuration = new Configuration();
                configuration.set("fs.abfs.impl", LocalAbfs.class.getName());
                configuration.set("fs.AbstractFileSystem.abfs.impl", ForFileContext.class.getName());
                configuration.setBoolean("fs.abfs.impl.disable.cache", true);
                configuration.setBoolean(HIERARCHICAL, true);
                settings.forEach(configuration::setBoolean);
                return configuration;
            }

            @Override
            public Path freshRoot(String name) {
                return new Path(SCHEME + "://container@account"
                        + LocalFiles.shared().freshRoot(name).toUri().getPath());
            }
        };
    }

    /** The same for Hadoop's other interface. */
    public static final class ForFileContext extends DelegateToFileSystem {
        public ForFileContext(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(uri, new LocalAbfs(), configuration, SCHEME, false);
        }
    }

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    }

    @Override
    public URI getUri() {
        // The constructor of what it is made of asks already.
        return uri == null ? URI.create(SCHEME + ":///") : uri;
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
        java.nio.file.Path from = pathToFile(source).toPath();
        java.nio.file.Path to = pathToFile(target).toPath();
        if (getConf().getBoolean(CARELESS, false)) {
            awaitOthers();
            // To replace what exists the JDK deletes it first, which fails for who finds it deleted by another.
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
        if (Files.isDirectory(from)) {
            return !Files.exists(to) && from.toFile().renameTo(to.toFile());
        }
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
        Files.delete(from);
        return true;
    }

    private static void awaitOthers() throws IOException {
        try {
            ALL_HAVE_LOOKED.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IOException(alone);
        }
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return capability.equals(CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME)
                ? getConf().getBoolean(HIERARCHICAL, false)
                : super.hasPathCapability(path, capability);
    }
}
