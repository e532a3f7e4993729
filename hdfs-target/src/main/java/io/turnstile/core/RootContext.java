package io.turnstile.core;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Storage;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.fs.Path;

/**
 * The context of a root that one application has opened: what the steps on all of its datasets have in common.
 * Thread-safe.
 */
final class RootContext implements AutoCloseable {
    private final Path path;
    private final Storage storage;
    private final Application application;
    private final RootLocks locks;
    private final SharedReads<DatasetKey, CommitRecord> awaitedRecords = new SharedReads<>();
    private final SharedReads<Path, Manifest> awaitedManifests = new SharedReads<>();
    private final LongAdder generationsCollected = new LongAdder();
    private final LongAdder bytesCollected = new LongAdder();

    /**
     * The context of a root; looks nothing up.
     *
     * @param path the root's, with scheme and authority
     * @param application who opens it, as others will see it
     * @param locks closed with the context
     */
    RootContext(Path path, Storage storage, Application application, RootLocks locks) {
        this.path = path;
        this.storage = storage;
        this.application = application;
        this.locks = locks;
    }

    Path path() {
        return path;
    }

    Storage storage() {
        return storage;
    }

    Application application() {
        return application;
    }

    RootLocks locks() {
        return locks;
    }

    /** The reads of head records by those who have waited for a release. */
    SharedReads<DatasetKey, CommitRecord> awaitedRecords() {
        return awaitedRecords;
    }

    /** The reads of manifests by those who have waited for a release, by the generation's directory. */
    SharedReads<Path, Manifest> awaitedManifests() {
        return awaitedManifests;
    }

    /** Counts a generation whose files were deleted here. */
    void collected(long bytes) {
        generationsCollected.increment();
        bytesCollected.add(bytes);
    }

    /** How many generations {@link #collected} was told of. */
    long generationsCollected() {
        return generationsCollected.sum();
    }

    /** How many bytes these had. */
    long bytesCollected() {
        return bytesCollected.sum();
    }

    /** Gives the locks back. */
    @Override
    public void close() {
        locks.close();
    }
}
