package io.turnstile.core.lock.root;

import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.root.LockFiles.Claim;
import io.turnstile.core.lock.root.LockFiles.Place;
import io.turnstile.core.storage.Entry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The held locks of a root, as numbered claims in a directory of each dataset. Thread-safe.
 *
 * <p>A claim counts as long as its application is present and names it: so a claim whose making was given up, and which a
 * store then made all the same, is nobody's. Who finds only claims that do not count makes one under the next number, which
 * one of all who try gets, and looks again: if there is now any other than those, it withdraws. As each looks after it has
 * made its own, of two who think that they may have it the later one sees the earlier one's.
 */
final class LockLedger {
    /** For how long word of a failure is kept: whoever waited for that computation has noticed by then. */
    static final Duration FAILURE_KEPT = Duration.ofHours(1);

    private static final int TRIES = 20;
    private static final long PAUSE_NANOS = 20_000_000;

    private final LockFiles files;
    private final Presences presences;
    private final Crowds<Taken> takers = new Crowds<>(taken -> taken.other().isPresent());
    private final Crowds<Sight> lookers = new Crowds<>(any -> true);
    private final Crowds<OptionalLong> pollers = new Crowds<>(any -> true);

    LockLedger(LockFiles files, Presences presences) {
        this.files = files;
        this.presences = presences;
    }

    /** What came of trying to take a lock: either the number of one's own claim, or the holder. */
    record Taken(long number, Optional<Holder> other) {}

    /** Whoever wants a lock. */
    interface Claimant {
        /**
         * Makes up a claim's id, which nobody has ever had, and has the presence name it, before the claim is made. Earlier ones
         * are named no more: who has seen one that does not count must not meet it again.
         */
        String announce() throws IOException;
    }

    /** The owner of a claim that counts. */
    record Owner(long number, Presences.Seen seen, Presence.Held held) {
        Holder describe() {
            return new Holder(
                    seen.presence().application(),
                    held.heldFor().plus(seen.ago()),
                    seen.presence().leases().lock().minus(seen.standing()),
                    held.progress());
        }
    }

    /**
     * What lies at a dataset, and whose its lock is.
     *
     * @param owner empty if it is free
     */
    record Sight(Place place, Optional<Owner> owner) {}

    /**
     * Takes the lock if it is free. Threads of this application do not compete with one another for it.
     *
     * @param claimant is asked for an id each time that a claim is about to be made
     * @throws IOException if it cannot be told; the claim may have been made, and counts as long as its owner names it
     */
    Taken take(String dataset, String instance, Claimant claimant) throws IOException {
        return takers.ask(dataset, () -> taken(dataset, instance, claimant));
    }

    private Taken taken(String dataset, String instance, Claimant claimant) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Place place = files.at(dataset);
            Set<Claim> dead = new HashSet<>();
            for (long number : place.claims().keySet()) {
                Optional<Claim> claim = files.claimAt(dataset, number);
                if (claim.isPresent()) {
                    Optional<Owner> owner = owner(claim.get());
                    if (owner.isPresent()) {
                        return new Taken(0, owner.map(Owner::describe));
                    }
                    dead.add(claim.get());
                }
            }
            Claim mine = new Claim(place.next(), instance, claimant.announce());
            if (!files.claim(dataset, mine)) {
                continue;
            }
            Place after = files.at(dataset);
            Entry made = after.claims().get(mine.number());
            if (made == null) {
                continue; // Dropped by force, at that very moment.
            }
            if (isAlone(dataset, after, mine.number(), dead)) {
                // A crash before this leaves claims that do not count, for the next one who takes it.
                for (Claim other : dead) {
                    release(dataset, other);
                }
                sweep(dataset, after, made.modified());
                return new Taken(mine.number(), Optional.empty());
            }
            release(dataset, mine);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS));
        }
        throw new IOException(
                "Cannot take the lock of dataset " + dataset + ": too many applications try at the same moment");
    }

    private boolean isAlone(String dataset, Place place, long mine, Set<Claim> dead) throws IOException {
        for (long number : place.claims().keySet()) {
            if (number != mine
                    && !files.claimAt(dataset, number).map(dead::contains).orElse(true)) {
                return false;
            }
        }
        return true;
    }

    /** What nobody needs any more: old word of a failure, and waits of applications that have died. */
    private void sweep(String dataset, Place place, long now) throws IOException {
        if (place.failed().isPresent() && now - place.failed().get().modified() > FAILURE_KEPT.toMillis()) {
            files.deleteFailure(dataset);
        }
        if (!place.waiting().isEmpty()) {
            Set<String> present = files.instances().keySet();
            for (String wait : place.waiting()) {
                if (!present.contains(LockFiles.instanceOf(wait))) {
                    files.endWait(dataset, wait);
                }
            }
        }
    }

    /** Who holds a lock; empty if it is free. */
    Optional<Holder> holder(String dataset) throws IOException {
        return look(dataset).owner().map(Owner::describe);
    }

    /** Looks at a lock. */
    Sight look(String dataset) throws IOException {
        return lookers.ask(dataset, () -> {
            Place place = files.at(dataset);
            return new Sight(place, owner(dataset, place));
        });
    }

    /** When a claim was made, by the file system's clock; empty if it is gone. */
    OptionalLong claimedAt(String dataset, long number) throws IOException {
        return pollers.ask(dataset + " " + number, () -> files.claimedAt(dataset, number));
    }

    /** Who holds which lock of the root. */
    Map<String, Holder> holders() throws IOException {
        Map<String, Holder> found = new TreeMap<>();
        var datasets = files.datasets();
        var places = files.at(datasets);
        for (int i = 0; i < datasets.size(); i++) {
            String dataset = datasets.get(i);
            owner(dataset, places.get(i)).ifPresent(owner -> found.put(dataset, owner.describe()));
        }
        return found;
    }

    /** For which dataset the holder waits; empty if for none. */
    Optional<String> awaitedByHolder(String dataset) throws IOException {
        return look(dataset).owner().map(owner -> owner.held().awaited()).filter(awaited -> !awaited.isEmpty());
    }

    private Optional<Owner> owner(String dataset, Place place) throws IOException {
        for (long number : place.claims().keySet()) {
            Optional<Claim> claim = files.claimAt(dataset, number);
            Optional<Owner> owner = claim.isEmpty() ? Optional.empty() : owner(claim.get());
            if (owner.isPresent()) {
                return owner;
            }
        }
        return Optional.empty();
    }

    /** Empty if the claim does not count. */
    private Optional<Owner> owner(Claim claim) throws IOException {
        return presences
                .look(claim.instance())
                .filter(Presences.Seen::holds)
                .flatMap(seen -> seen.presence().held(claim.id()).map(held -> new Owner(claim.number(), seen, held)));
    }

    /** Whether a claim is still there. */
    boolean stands(String dataset, long number, String id) throws IOException {
        return files.claimAt(dataset, number)
                .filter(claim -> claim.id().equals(id))
                .isPresent();
    }

    /** Something to leave at a lock that is given back. */
    interface Word {
        void leave() throws IOException;
    }

    /**
     * Ends a claim, after the word is left, if it is still there, and not if somebody has taken the lock over and released it
     * since, so that another one has the same number. Who is halted between the look and the deletion for a lease may end
     * another's, who learns so at the next renewal.
     */
    void release(String dataset, long number, String id, Word word) throws IOException {
        if (stands(dataset, number, id)) {
            word.leave();
            files.endClaim(dataset, number);
        }
    }

    private void release(String dataset, Claim claim) throws IOException {
        release(dataset, claim.number(), claim.id(), () -> {});
    }

    /** Ends every claim on a lock, and tells who held it. */
    Optional<Holder> drop(String dataset) throws IOException {
        Place place = files.at(dataset);
        Optional<Holder> holder = owner(dataset, place).map(Owner::describe);
        for (long number : place.claims().keySet()) {
            files.endClaim(dataset, number);
        }
        return holder;
    }
}
