package io.turnstile.core.context;

import io.turnstile.core.commit.RootFile;
import io.turnstile.core.commit.RootFile.LockService;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StoreAddress;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lazily opened locks of one root. They are named after the root's id, so they can be had once something has been
 * written to the root, and are opened then. Thread-safe.
 */
public final class RootLocks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RootLocks.class);

    private final Storage storage;
    private final Path root;
    private final Application application;
    private final TurnstileOptions options;
    private final ConfiguredLocks configured;
    private final LockServiceBinding binding;
    private final Optional<RootFile> seen;
    private final long seenAt = System.nanoTime();
    private @Nullable DatasetLocks locks;
    private boolean closed;
    private long callsWithoutServiceBefore;

    /**
     * The locks of a root; opens nothing, and asks no lock service yet.
     *
     * @param root with scheme and authority
     * @param configured which lock service to use
     * @param seen the root's own file, if it has just been read
     */
    public RootLocks(
            Storage storage,
            Path root,
            Application application,
            TurnstileOptions options,
            ConfiguredLocks configured,
            Optional<RootFile> seen) {
        this.storage = storage;
        this.root = root;
        this.application = application;
        this.options = options;
        this.configured = configured;
        this.seen = seen;
        this.binding = new LockServiceBinding(storage, root, configured);
    }

    /** The locks, if anything has ever been written to the root; before that there is nobody to wait for. */
    public synchronized Optional<DatasetLocks> existing() throws IOException {
        requireOpen();
        if (locks != null) {
            return Optional.of(locks);
        }
        RootFile file = file().orElse(null);
        if (file == null) {
            return Optional.empty();
        }
        DatasetLocks opened = open(file);
        binding.tellIfItIsAnother(opened, file.lockService());
        return Optional.of(opened);
    }

    /** Whoever opens a root to read from it does so at once, and it need not be looked at twice. */
    private Optional<RootFile> file() throws IOException {
        boolean fresh = System.nanoTime() - seenAt < LockServiceBinding.CHECKED_FOR.toNanos();
        return seen.isPresent() && fresh ? seen : RootFile.read(storage, root);
    }

    /**
     * What the lock service says. It is asked even where nothing has been written to the root, and so nobody can be using
     * it: else a service that is away, or that refuses, would pass for one that knows of nobody.
     *
     * @throws LockServiceUnavailableException if it does not answer, or none is configured here and the root has one
     * @throws OtherLockServiceException if it is not the root's own
     */
    public <T> T ask(Function<DatasetLocks, T> question) throws IOException {
        requireConfigured();
        Optional<DatasetLocks> existing = existing();
        if (existing.isPresent()) {
            binding.require(existing.get());
            return question.apply(existing.get());
        }
        try (DatasetLocks ofNobody = opened(RootFile.fresh(options.lockLease()))) {
            return question.apply(ofNobody);
        }
    }

    /** Locks that reach no further than this JVM would say that there is nobody. */
    private void requireConfigured() throws IOException {
        if (!configured.isShared()) {
            LockService known =
                    RootFile.read(storage, root).map(RootFile::lockService).orElse(null);
            if (known != null) {
                throw new LockServiceUnavailableException(
                        "Cannot tell who uses the root " + root + ": its lock service, " + known.address()
                                + ", is not used here (locks=process). Leave that out.");
            }
        }
    }

    /** The locks, for a caller that is about to write: the root gets its id if it has none. */
    public synchronized DatasetLocks forWriting() throws IOException {
        requireOpen();
        DatasetLocks opened = locks;
        if (opened == null) {
            requireTrust();
            opened = open(RootFile.readOrCreate(storage, root, options.lockLease()));
        }
        binding.introduce(opened);
        return opened;
    }

    /** No race shows that two servers of a store, far from one another, might both create an object. */
    private void requireTrust() throws IOException {
        StoreAddress store = storage.store().orElse(null);
        if (store != null
                && !store.known()
                && !options.storeTrusted()
                && RootFile.read(storage, root).isEmpty()) {
            throw new RootUnusableException("Cannot begin the root " + root + " on the store at " + store.text()
                    + ": it is not known of it that of all who create an object exactly one succeeds. If its operator says"
                    + " so, also for several servers and sites, set the option 'store.trusted' to true, once; it then has to"
                    + " prove it.");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Cannot use the root " + root + ": it has been closed");
        }
    }

    private DatasetLocks open(RootFile file) {
        if (!configured.isShared()) {
            LOG.info("Locks of {} reach no further than this JVM (locks=process)", root);
        }
        DatasetLocks opened = opened(file);
        locks = opened;
        return opened;
    }

    private DatasetLocks opened(RootFile file) {
        return configured.open(storage, root, file, application, options, options.redisUnavailable());
    }

    /** Whether the lock service is the root's own. */
    public LockServiceBinding binding() {
        return binding;
    }

    /** How many calls the lock service did not answer; also after closing. */
    public synchronized long callsWithoutService() {
        return callsWithoutServiceBefore + (locks == null ? 0 : locks.callsWithoutService());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (locks != null) {
            callsWithoutServiceBefore = locks.callsWithoutService();
            locks.close();
            locks = null;
        }
    }
}
