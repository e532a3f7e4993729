package io.turnstile.core.lock.root;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** What locks in the root do besides what all locks do, on each file system. */
abstract class FileLocksContract extends DatasetLocksContract {
    private final Map<String, Path> directories = new HashMap<>();

    abstract TestFileSystem files();

    @Override
    protected DatasetLocks openLocks(String rootId, Application application) {
        return openLocks(rootId, application, Leases.of(Duration.ofSeconds(30)));
    }

    final FileLocks openLocks(String rootId, Application application, Leases leases) {
        return FileLocks.open(storage(), directory(rootId), rootId, application, leases, WhenUnavailable.FAIL);
    }

    final Path directory(String rootId) {
        return directories.computeIfAbsent(rootId, id -> files().freshRoot("locks"));
    }

    final Storage storage() {
        try {
            return StorageFactory.open(directory(root), files().configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
