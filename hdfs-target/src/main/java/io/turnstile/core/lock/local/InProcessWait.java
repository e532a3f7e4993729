package io.turnstile.core.lock.local;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.lock.Waiter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A wait for a lock of this JVM. */
final class InProcessWait implements ReleaseWait, InProcessLockTable.Described<Waiter> {
    /** Whoever waits longer looks again in between. */
    private static final Duration A_WHILE = Duration.ofHours(1);

    private final Application application;
    private final long begun = System.nanoTime();

    private final InProcessLockTable root;
    private final String dataset;
    private InProcessLockTable.@Nullable Place place;
    private InProcessLockTable.@Nullable Owner seen;

    InProcessWait(InProcessLockTable root, String dataset, Application application) {
        this.root = root;
        this.dataset = dataset;
        this.application = application;
    }

    @Override
    public Waiter describe() {
        return new Waiter(application, InProcessLockTable.since(begun));
    }

    @Override
    public Optional<Look> look() {
        return root.at(dataset, found -> {
            seen = found.holder;
            if (seen == null) {
                return Optional.empty();
            }
            place = found;
            found.waits.add(this);
            return Optional.of(new Look(seen.describe(), found.waits.size()));
        });
    }

    @Override
    public boolean awaitRelease(Duration atMost) throws InterruptedException {
        return place == null
                || seen == null
                || root.awaitRelease(place, seen, atMost.compareTo(A_WHILE) < 0 ? atMost : A_WHILE);
    }

    @Override
    public void close() {
        root.at(dataset, found -> found.waits.remove(this));
    }
}
