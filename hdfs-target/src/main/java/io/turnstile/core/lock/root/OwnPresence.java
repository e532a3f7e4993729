package io.turnstile.core.lock.root;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.renewal.UnbrokenContact;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presence of this application, and what it has. Changes that come while it is being written go into the next writing,
 * all of them into one (group commit). Thread-safe.
 */
final class OwnPresence {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPresence.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    final Set<Supplier<Presence.Held>> held = ConcurrentHashMap.newKeySet();
    final Set<Supplier<Presence.Pinned>> pins = ConcurrentHashMap.newKeySet();
    final Set<Supplier<Presence.Waiting>> waits = ConcurrentHashMap.newKeySet();
    final String instance = HexFormat.of().toHexDigits(RANDOM.nextLong());
    final Leases leases;
    private final LockFiles files;
    private final Application application;
    private final UnbrokenContact contact = new UnbrokenContact();
    private long wanted;
    private long written;
    private boolean writing;
    private boolean there;
    private volatile boolean ended;
    private volatile @Nullable AccessControlException denied;

    OwnPresence(LockFiles files, Application application, Leases leases) {
        this.files = files;
        this.application = application;
        this.leases = leases;
        contact.mind(leases.pin());
    }

    /** Notes that something has changed, and tells what {@link #awaitTold} takes. */
    synchronized long change() {
        return ++wanted;
    }

    /** Returns once what has changed is written down. */
    void tell() throws IOException {
        awaitTold(change());
    }

    /** Returns once what had changed by then is written down, by this thread or another one. */
    void awaitTold(long change) throws IOException {
        AccessControlException known = denied;
        if (known != null) {
            throw known;
        }
        while (true) {
            long upTo;
            synchronized (this) {
                awaitWriter();
                if (written >= change || ended) {
                    return;
                }
                writing = true;
                upTo = wanted;
            }
            write(upTo);
        }
    }

    /** Until nobody writes. An interrupted thread waits all the same, and is interrupted again afterwards. */
    private synchronized void awaitWriter() {
        boolean interrupted = false;
        while (writing) {
            try {
                wait();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down what has changed, unless that is done already. */
    void tellChanges() throws IOException {
        long changed;
        synchronized (this) {
            changed = wanted;
        }
        awaitTold(changed);
    }

    private void write(long upTo) throws IOException {
        boolean done = false;
        try {
            files.write(instance, describe(upTo));
            contact.answered();
            done = true;
        } catch (AccessControlException refused) {
            forReadersWhoMayNotWrite(refused);
            throw refused;
        } catch (IOException away) {
            contact.lost();
            throw away;
        } finally {
            synchronized (this) {
                writing = false;
                if (done) {
                    written = upTo;
                    there = true;
                }
                notifyAll();
            }
        }
    }

    private Presence describe(long beat) {
        return new Presence(application, leases, beat, System.currentTimeMillis(), all(held), all(pins), all(waits));
    }

    private static <T> List<T> all(Set<Supplier<T>> described) {
        return described.stream().map(Supplier::get).toList();
    }

    private void forReadersWhoMayNotWrite(AccessControlException refused) {
        if (denied == null) {
            denied = refused;
            LOG.warn(
                    "What this application reads is not registered, as it may not write to the root's locks; superseded files"
                            + " are kept for the retention, and after that it may lose them while it reads: {}",
                    refused.getMessage());
        }
    }

    /** Whether it was found that this application may not write here, so that it cannot have anything either. */
    boolean mayNotWrite() {
        return denied != null;
    }

    boolean isEmpty() {
        return held.isEmpty() && pins.isEmpty() && waits.isEmpty();
    }

    /** Whether nobody can see it, and nobody needs to. */
    synchronized boolean isGone() {
        return isEmpty() && !there;
    }

    /** One more beat; or none any more, if it has nothing here. */
    void renew() throws IOException {
        if (!isEmpty()) {
            tell();
            return;
        }
        if (!beginsToDelete()) {
            return;
        }
        try {
            files.deletePresence(instance);
        } finally {
            synchronized (this) {
                writing = false;
                there = false;
                notifyAll();
            }
        }
    }

    /** Once nobody writes it any more; false if there is nothing to delete. */
    private synchronized boolean beginsToDelete() {
        awaitWriter();
        writing = there;
        return there;
    }

    /** From here on nothing is told any more, as all will be taken away together. */
    synchronized void end() {
        ended = true;
    }

    /** Takes all away. What cannot be taken away runs out. */
    void leave() {
        held.clear();
        pins.clear();
        waits.clear();
        try {
            renew();
        } catch (IOException left) {
            LOG.debug("The presence at the locks stays until its lease has run out", left);
        }
    }

    /** The present time by the file system's clock, in milliseconds since the epoch. */
    long storeTime() throws IOException {
        while (true) {
            tell();
            OptionalLong at = files.written(instance);
            if (at.isPresent() || ended) {
                return at.orElse(0);
            }
            // Its renewal has just found that it has nothing here, and taken it away.
        }
    }

    UnbrokenContact contact() {
        return contact;
    }
}
