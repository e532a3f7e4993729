package io.turnstile.core.lock.root;

import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.lock.root.LockLedger.Owner;
import io.turnstile.core.lock.root.LockLedger.Sight;
import io.turnstile.core.storage.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wait for a release, which looks at the claim every now and then: soon again at first, then less and less often, and the
 * less often the more there are who wait.
 */
final class FileReleaseWait implements ReleaseWait {
    private static final Logger LOG = LoggerFactory.getLogger(FileReleaseWait.class);
    private static final Duration GRACE = Duration.ofMillis(20);
    private static final long FIRST_MILLIS = 20;
    private static final long SHORTEST_PACE_MILLIS = 500;
    private static final long LONGEST_PACE_MILLIS = 5_000;
    private static final long MILLIS_EACH = 12;

    private final LockFiles files;
    private final LockLedger ledger;
    private final OwnPresence own;
    private final String dataset;
    private final Consumer<IOException> away;
    private final Supplier<Presence.Waiting> description = this::describe;
    private final long begun = System.nanoTime();
    private @Nullable String name;
    private @Nullable Look last;
    private long lookedAt;
    private long number;
    private long claimedAt;
    private long pace = SHORTEST_PACE_MILLIS;

    /** @param away what to do if the root's locks cannot be reached: it throws something, or not */
    FileReleaseWait(LockFiles files, LockLedger ledger, OwnPresence own, String dataset, Consumer<IOException> away) {
        this.files = files;
        this.ledger = ledger;
        this.own = own;
        this.dataset = dataset;
        this.away = away;
    }

    private Presence.Waiting describe() {
        return new Presence.Waiting(dataset, Duration.ofNanos(System.nanoTime() - begun));
    }

    @Override
    public Optional<Look> look() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            Duration since = Duration.ofNanos(System.nanoTime() - lookedAt);
            if (last != null && pace > SHORTEST_PACE_MILLIS && since.toMillis() < pace && !isReleased()) {
                Holder holder = last.holder();
                return Optional.of(new Look(
                        new Holder(
                                holder.application(),
                                holder.heldFor().plus(since),
                                holder.leaseLeft().minus(since),
                                holder.progress()),
                        last.waiting()));
            }
            return Optional.ofNullable(reallyLook());
        } catch (IOException unreachable) {
            last = null;
            away.accept(unreachable);
            return Optional.empty();
        }
    }

    private @Nullable Look reallyLook() throws IOException {
        last = null;
        Sight sight = ledger.look(dataset);
        if (sight.owner().isPresent() && name == null) {
            register();
            sight = ledger.look(dataset);
        }
        Owner owner = sight.owner().orElse(null);
        if (owner == null) {
            return null;
        }
        number = owner.number();
        Entry claim = Objects.requireNonNull(sight.place().claims().get(number));
        claimedAt = claim.modified();
        int waiting = Math.max(1, sight.place().waiting().size());
        pace = Math.max(SHORTEST_PACE_MILLIS, Math.min(LONGEST_PACE_MILLIS, waiting * MILLIS_EACH));
        lookedAt = System.nanoTime();
        last = new Look(owner.describe(), waiting);
        return last;
    }

    /** Who may not write here waits unseen. */
    private void register() throws IOException {
        name = "";
        try {
            own.waits.add(description);
            own.tell();
            name = files.wait(dataset, own.instance);
        } catch (AccessControlException denied) {
            own.waits.remove(description);
        }
    }

    private boolean isReleased() throws IOException {
        return ledger.claimedAt(dataset, number).orElse(-1) != claimedAt;
    }

    @Override
    public boolean awaitRelease(Duration atMost) throws InterruptedException {
        Look seen = last;
        if (seen == null) {
            return true;
        }
        Duration most = Collections.min(List.of(
                atMost, seen.holder().leaseLeft().plus(GRACE), own.leases.lock().dividedBy(3)));
        long until = System.nanoTime() + Math.max(1_000_000, most.toNanos());
        long pause = FIRST_MILLIS;
        while (true) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            Thread.sleep(Math.min(left, pause * ThreadLocalRandom.current().nextLong(75, 126) / 100));
            pause = Math.min(pace, pause * 2);
            try {
                if (isReleased()) {
                    last = null;
                    return true;
                }
            } catch (IOException unreachable) {
                LOG.debug("Whether the lock of dataset {} has been released is not known", dataset, unreachable);
            }
        }
    }

    @Override
    public void close() {
        own.waits.remove(description);
        if (name != null && !name.isEmpty()) {
            try {
                files.endWait(dataset, name);
                own.tell();
            } catch (IOException left) {
                LOG.debug("Others see a wait for dataset {} that has ended", dataset, left);
            }
            name = null;
        }
    }
}
