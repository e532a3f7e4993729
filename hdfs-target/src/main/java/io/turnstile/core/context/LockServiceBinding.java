package io.turnstile.core.context;

import io.turnstile.core.commit.RootFile;
import io.turnstile.core.commit.RootFile.LockService;
import io.turnstile.core.commit.Stamp;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Epoch;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The binding of a root to its lock service: each bears the other's name, so that a collector knows whether the service that
 * it asks is the one that knows of every reader. Thread-safe.
 */
public final class LockServiceBinding {
    private static final Logger LOG = LoggerFactory.getLogger(LockServiceBinding.class);

    /** For how long an application that is open may not know that the root's locks have moved, or write to it all the same. */
    static final Duration CHECKED_FOR = Duration.ofMinutes(1);

    private final Storage storage;
    private final Path root;
    private final ConfiguredLocks configured;
    private boolean introduced;
    private long checkedAt;

    LockServiceBinding(Storage storage, Path root, ConfiguredLocks configured) {
        this.storage = storage;
        this.root = root;
        this.configured = configured;
    }

    /**
     * Makes root and lock service known to each other at the first write, as far as the service answers. Later it is looked now
     * and then whether they still belong together.
     *
     * @throws OtherLockServiceException if they do not: whoever takes locks elsewhere than those who use the root would compute
     *     what they compute, and delete what they read
     */
    synchronized void introduce(DatasetLocks opened) throws IOException {
        if (introduced && System.nanoTime() - checkedAt < CHECKED_FOR.toNanos()) {
            return;
        }
        RootFile file = RootFile.read(storage, root).orElseThrow();
        checkedAt = System.nanoTime();
        try {
            if (!makeKnown(opened, file)) {
                throw OtherLockServiceException.forWriting(
                        root.toString(), configured.address(), address(file.lockService()));
            }
            introduced = true;
        } catch (LockServiceUnavailableException away) {
            LOG.debug("Root and lock service will be introduced at a later write", away);
        }
    }

    /** Tells who is about to read if nobody who uses the root will see it do so, as far as the service answers. */
    void tellIfItIsAnother(DatasetLocks opened, @Nullable LockService known) {
        try {
            if (known != null && !belongsTogether(opened, known)) {
                LOG.warn(
                        "The root {} is used with locks at {}, and here they are at {}: what is read from here is not"
                                + " registered there, and is kept for the retention alone. Correct the options 'locks' and"
                                + " 'redis'",
                        root,
                        address(known),
                        configured.address());
            }
        } catch (LockServiceUnavailableException | LockServiceDeniedException unknown) {
            LOG.debug("It is not known whether the lock service is the root's own", unknown);
        }
    }

    /**
     * Makes root and lock service known to each other, if they are not yet, and tells what {@link #belongsTogether} does.
     *
     * @throws LockServiceUnavailableException if it does not answer
     */
    public synchronized boolean makeKnown(DatasetLocks opened) throws IOException {
        return makeKnown(opened, RootFile.read(storage, root).orElseThrow());
    }

    private boolean makeKnown(DatasetLocks opened, RootFile file) throws IOException {
        LockService known = file.lockService();
        if (configured.isShared() && known == null) {
            String identity = opened.claim(UUID.randomUUID().toString());
            file.remember(storage, root, new LockService(identity, configured.address()));
            return true;
        }
        boolean together = belongsTogether(opened, known);
        return together && (known == null || opened.claim(known.identity()).equals(known.identity()));
    }

    /**
     * Whether this lock service knows of everybody who may be using the root. One that has been emptied is known again by
     * its address; one that has neither the name nor the address is another. Changes nothing.
     *
     * @throws LockServiceUnavailableException if it does not answer
     */
    public synchronized boolean belongsTogether(DatasetLocks opened) throws IOException {
        return belongsTogether(
                opened, RootFile.read(storage, root).orElseThrow().lockService());
    }

    /** @throws OtherLockServiceException if this lock service knows of nobody, because others use the root with another */
    void require(DatasetLocks opened) throws IOException {
        if (configured.isShared() && !belongsTogether(opened)) {
            throw new OtherLockServiceException(root.toString(), opened.service(), own());
        }
    }

    /** The address of the root's own lock service, as far as that is known from outside. */
    public String own() throws IOException {
        return address(RootFile.read(storage, root).orElseThrow().lockService());
    }

    private static String address(@Nullable LockService known) {
        return known == null ? "none" : known.address();
    }

    private boolean belongsTogether(DatasetLocks opened, @Nullable LockService known) {
        if (!configured.isShared() || known == null) {
            return known == null;
        }
        return !configured.isOfAnotherKind(known.address())
                && opened.identity().map(known.identity()::equals).orElseGet(() -> configured.isAt(known.address()));
    }

    /** The lock service's present time; null if it does not say. */
    public static @Nullable Stamp now(DatasetLocks locks) {
        try {
            Epoch epoch = locks.epoch();
            return new Stamp(epoch.id(), epoch.now());
        } catch (LockServiceUnavailableException | LockServiceDeniedException unknown) {
            return null;
        }
    }
}
