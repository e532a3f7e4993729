package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The local file system, in a directory that is removed with this JVM. */
public final class LocalFiles implements TestFileSystem {
    private static final LocalFiles SHARED = new LocalFiles();

    private final java.nio.file.Path directory = ScratchDirectory.create("local");

    private LocalFiles() {
        ScratchDirectory.removeAtEnd(directory, () -> {});
    }

    public static LocalFiles shared() {
        return SHARED;
    }

    @Override
    public Configuration configuration() {
        return new Configuration(false);
    }

    @Override
    public Path freshRoot(String name) {
        try {
            return new Path(Files.createTempDirectory(directory, name + "-").toUri());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
