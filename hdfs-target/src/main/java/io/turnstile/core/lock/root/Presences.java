package io.turnstile.core.lock.root;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presences of all applications as this one sees them, and for how long each has stood still by this one's own clock: no
 * clock of another machine is compared with it. Thread-safe.
 */
final class Presences {
    private static final Logger LOG = LoggerFactory.getLogger(Presences.class);

    /** By how much the clocks of a file system's servers may differ. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private static final Duration KEPT = Duration.ofHours(1);

    private final LockFiles files;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();

    Presences(LockFiles files) {
        this.files = files;
    }

    private record Beat(long number, long seen) {}

    /**
     * A presence as it was found.
     *
     * @param standing for how long no new beat has been seen, from the first look that found this one
     */
    record Seen(String instance, Presence presence, Duration standing) {
        boolean holds() {
            return standing.compareTo(presence.leases().lock()) < 0;
        }

        /** How long ago it was written, for people: by two clocks that may differ, and so never more than a renewal takes. */
        Duration ago() {
            Duration byClocks = Duration.ofMillis(Math.max(0, System.currentTimeMillis() - presence.writtenAt()));
            Duration most = presence.leases().renewal();
            Duration ago = byClocks.compareTo(most) < 0 ? byClocks : most;
            return ago.compareTo(standing) < 0 ? standing : ago;
        }

        boolean pins() {
            return standing.compareTo(presence.leases().pin()) < 0;
        }
    }

    /** Looks at one; empty if it is gone. */
    Optional<Seen> look(String instance) throws IOException {
        Optional<Presence> presence = files.presence(instance);
        if (presence.isEmpty()) {
            beats.remove(instance);
            return Optional.empty();
        }
        long now = System.nanoTime();
        long number = presence.get().beat();
        Beat beat = beats.compute(
                instance,
                (name, before) -> before != null && before.number() == number ? before : new Beat(number, now));
        return Optional.of(new Seen(instance, presence.get(), Duration.ofNanos(Math.max(0, now - beat.seen()))));
    }

    /**
     * Looks at all of them that can be alive. One that has not been written for much longer than its lease, by the file
     * system's own times, has died before anybody here could see it stand still, and goes after a while.
     *
     * @param own this application's own, which tells what the time is if it is there
     */
    List<Seen> all(String own) throws IOException {
        Map<String, Long> written = files.instances();
        beats.keySet().retainAll(written.keySet());
        long now = written.getOrDefault(own, 0L);
        List<Seen> found = new ArrayList<>();
        for (Map.Entry<String, Long> entry : written.entrySet()) {
            Optional<Seen> seen = look(entry.getKey());
            if (seen.isPresent()) {
                Duration age = Duration.ofMillis(now - entry.getValue());
                Duration lease = seen.get().presence().leases().pin();
                if (age.compareTo(lease.plus(CLOCKS_APART)) < 0) {
                    found.add(seen.get());
                } else if (age.compareTo(lease.plus(KEPT)) > 0) {
                    forget(entry.getKey());
                }
            }
        }
        return found;
    }

    private void forget(String instance) {
        try {
            files.deletePresence(instance);
        } catch (IOException left) {
            LOG.debug("Left the presence of {} to whoever may delete it", instance, left);
        }
    }
}
