package io.turnstile.core.context;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.progress.WaitListeners;
import io.turnstile.core.reuse.PlanIndex;
import io.turnstile.core.reuse.ReusableGenerations;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.use.UseLedger;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The context of a root that one application has opened: what the steps on all of its datasets have in common.
 * Thread-safe.
 */
public final class RootContext implements AutoCloseable {
    private final Path path;
    private final Storage storage;
    private final Configuration configuration;
    private final Application application;
    private final RootLocks locks;
    private final CoalescedReads<DatasetKey, CommitLog.Look> awaitedLooks = new CoalescedReads<>();
    private final CoalescedReads<Path, Manifest> awaitedManifests = new CoalescedReads<>();
    private final WaitListeners waits = new WaitListeners();
    private final Set<GenerationName> readExpired = ConcurrentHashMap.newKeySet();
    private final LongAdder generationsCollected = new LongAdder();
    private final LongAdder bytesCollected = new LongAdder();
    private final BackgroundTask background = new BackgroundTask();
    private final UseRecorder use;
    private final PlanIndex plans;
    private final ReusableGenerations reusable;

    /**
     * The context of a root; looks nothing up.
     *
     * @param path the root's, with scheme and authority
     * @param configuration for file systems on which inputs of computations lie
     * @param application who opens it, as others will see it
     * @param locks closed with the context
     */
    public RootContext(
            Path path, Storage storage, Configuration configuration, Application application, RootLocks locks) {
        this.path = path;
        this.storage = storage;
        this.configuration = configuration;
        this.application = application;
        this.locks = locks;
        this.use = new UseRecorder(locks, application, background, new UseLedger(storage, path));
        this.plans = new PlanIndex(storage, path);
        this.reusable = new ReusableGenerations(path, storage, plans);
    }

    /** The root's path, with scheme and authority. */
    public Path path() {
        return path;
    }

    /** The file system on which it lies. */
    public Storage storage() {
        return storage;
    }

    /** For file systems on which inputs of computations lie. */
    public Configuration configuration() {
        return configuration;
    }

    /** Who we are to others. */
    public Application application() {
        return application;
    }

    /** The locks of the root. */
    public RootLocks locks() {
        return locks;
    }

    /** Those who want to know of its waits. */
    public WaitListeners waits() {
        return waits;
    }

    /** What is told of each use of its datasets. */
    public UseRecorder use() {
        return use;
    }

    /** What is told of generations that can stand for queries. */
    public PlanIndex plans() {
        return plans;
    }

    /** The same for those who look for one. */
    public ReusableGenerations reusable() {
        return reusable;
    }

    /** The looks at commit logs by those who have waited for a release. */
    public CoalescedReads<DatasetKey, CommitLog.Look> awaitedLooks() {
        return awaitedLooks;
    }

    /** The reads of manifests by those who have waited for a release, by the generation's directory. */
    public CoalescedReads<Path, Manifest> awaitedManifests() {
        return awaitedManifests;
    }

    /** Counts a generation whose files were deleted here. */
    public void collected(long bytes) {
        generationsCollected.increment();
        bytesCollected.add(bytes);
    }

    /** How many generations {@link #collected} was told of. */
    public long generationsCollected() {
        return generationsCollected.sum();
    }

    /** How many bytes these had. */
    public long bytesCollected() {
        return bytesCollected.sum();
    }

    /** Whether this is the first time that somebody here reads a generation that has expired. */
    public boolean readsExpiredFirst(GenerationName generation) {
        return readExpired.add(generation);
    }

    /** Begins what nobody waits for, unless something like that is still under way here. */
    public void inBackground(String name, Runnable task) {
        background.begin(name, task);
    }

    /** Gives the locks back, once what is under way in the background is done; a moment later at most. */
    @Override
    public void close() {
        use.ends();
        background.close();
        locks.close();
    }
}
