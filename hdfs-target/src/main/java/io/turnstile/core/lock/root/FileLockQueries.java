package io.turnstile.core.lock.root;

import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.lock.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the files of a root's locks tell of everybody. */
final class FileLockQueries {
    private final LockFiles files;
    private final OwnPresence own;
    private final Presences presences;

    FileLockQueries(LockFiles files, OwnPresence own, Presences presences) {
        this.files = files;
        this.own = own;
        this.presences = presences;
    }

    Optional<Failure> lastFailure(String dataset) throws IOException {
        Optional<FailureWord> word = files.failureAt(dataset);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        long at = files.at(dataset).failed().map(entry -> entry.modified()).orElse(0L);
        Duration ago = Duration.ofMillis(Math.max(0, now() - at));
        return ago.compareTo(LockLedger.FAILURE_KEPT) > 0
                ? Optional.empty()
                : Optional.of(word.get().ago(ago));
    }

    /** The file system's time where this application has a presence, as everybody has who waited; else its own will do. */
    private long now() throws IOException {
        return own.isGone() ? System.currentTimeMillis() : own.storeTime();
    }

    /** Who waits for a lock, the longest first. */
    List<Waiter> waiters(String dataset) throws IOException {
        List<Waiter> waiters = new ArrayList<>();
        for (Presences.Seen seen : presences.all(own.instance)) {
            Presence presence = seen.presence();
            presence.waits().stream()
                    .filter(wait -> seen.holds() && wait.dataset().equals(dataset))
                    .forEach(wait -> waiters.add(
                            new Waiter(presence.application(), wait.waitedFor().plus(seen.ago()))));
        }
        waiters.sort(Comparator.comparing(Waiter::waitedFor).reversed());
        return waiters;
    }

    List<Reader> readers(String dataset) throws IOException {
        List<Reader> readers = new ArrayList<>();
        for (Presences.Seen seen : presences.all(own.instance)) {
            Presence presence = seen.presence();
            presence.pins().stream()
                    .filter(pin -> seen.pins() && pin.dataset().equals(dataset))
                    .forEach(pin -> readers.add(new Reader(
                            presence.application(),
                            Optional.of(pin.generation()).filter(generation -> !generation.isEmpty()),
                            pin.heldFor().plus(seen.ago()))));
        }
        return readers;
    }
}
