package io.turnstile.core.context;

import io.turnstile.core.commit.RootFile;
import io.turnstile.core.commit.RootFile.LockService;
import io.turnstile.core.exception.LocksInUseException;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.LockKind;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/** A move of a root's locks to another service, while nobody uses the root. */
public final class LockMove {
    private final Storage storage;
    private final Path root;
    private final Application application;
    private final TurnstileOptions options;
    private final ConfiguredLocks configured;

    /** @param configured whose Redis is the one that locks are moved from or to */
    public LockMove(
            Storage storage, Path root, Application application, TurnstileOptions options, ConfiguredLocks configured) {
        this.storage = storage;
        this.root = root;
        this.application = application;
        this.options = options;
        this.configured = configured;
    }

    /**
     * Moves them. Looks whether anybody uses the root before the root says where its locks are now, and once more afterwards.
     * A crash in between leaves them moved.
     *
     * @param lost whether the service that has them now is gone for ever, so that it is not asked; then every application
     *     must have ended, and what one that has not ended reads is protected by the retention alone
     * @param datasets those that may be read now
     * @return where they were
     * @throws InvalidOptionException if they cannot be kept there; nothing was changed
     * @throws RootUnusableException if nothing was ever written to the root
     * @throws LocksInUseException if somebody uses the root; nothing was changed
     * @throws io.turnstile.core.lock.LockServiceUnavailableException if one of the two services does not answer
     */
    public String to(LockKind kind, boolean lost, Collection<DatasetKey> datasets) throws IOException {
        if (kind == LockKind.PROCESS
                || (kind == LockKind.REDIS && configured.redis().isEmpty())) {
            throw new InvalidOptionException("Cannot move the locks of the root " + root + " to '"
                    + kind.name().toLowerCase(Locale.ROOT)
                    + "': they can be kept in 'root', or at 'redis' where the option"
                    + " 'redis' says where that is.");
        }
        RootFile file = RootFile.read(storage, root)
                .orElseThrow(() -> new RootUnusableException("Cannot move the locks of the root " + root
                        + ": no dataset was ever written to it. If it should hold some, correct the root; else who writes first"
                        + " says where its locks are kept (locks)."));
        LockService before = file.lockService();
        ConfiguredLocks target = new ConfiguredLocks(kind, configured.redis());
        if (before == null || lost) {
            remember(file, target);
            return before == null ? "nowhere yet" : before.address();
        }
        LockKind kindBefore = before.address().equals(ConfiguredLocks.IN_ROOT) ? LockKind.ROOT : LockKind.REDIS;
        ConfiguredLocks source = new ConfiguredLocks(kindBefore, configured.redis());
        if (kindBefore == LockKind.REDIS && source.redis().isEmpty()) {
            throw new OtherLockServiceException(root.toString(), "none that is named here", before.address());
        }
        try (DatasetLocks asked = open(source, file)) {
            new LockServiceBinding(storage, root, source).require(asked);
            requireNobody(asked, datasets);
            remember(file, target);
            try {
                requireNobody(asked, datasets);
            } catch (LocksInUseException justBegun) {
                file.remember(storage, root, before);
                throw justBegun;
            }
        }
        return before.address();
    }

    private void remember(RootFile file, ConfiguredLocks target) throws IOException {
        try (DatasetLocks opened = open(target, file)) {
            String identity = opened.claim(UUID.randomUUID().toString());
            file.remember(storage, root, new LockService(identity, target.address()));
        }
    }

    private DatasetLocks open(ConfiguredLocks locks, RootFile file) {
        return locks.open(storage, root, file, application, options, WhenUnavailable.FAIL);
    }

    private void requireNobody(DatasetLocks locks, Collection<DatasetKey> datasets) {
        for (Map.Entry<String, Holder> held : locks.holders().entrySet()) {
            throw new LocksInUseException(
                    root.toString(), "dataset " + held.getKey() + " is computed by " + held.getValue());
        }
        for (DatasetKey dataset : datasets) {
            List<Reader> readers = locks.readers(dataset.toString());
            if (!readers.isEmpty()) {
                throw new LocksInUseException(
                        root.toString(),
                        "dataset " + dataset + " is read by " + readers.get(0).application());
            }
        }
    }
}
