package io.turnstile.core.lock;

import io.turnstile.core.identity.Application;
import java.time.Duration;

/**
 * The holder of a dataset's held lock: who it is, and since when.
 *
 * @param application the application that holds it
 * @param heldFor how long it has held the lock, by the lock service's own clock
 * @param leaseLeft how long the lease lasts if it is not renewed, by the lock service's own clock
 * @param progress how far it is
 */
public record Holder(Application application, Duration heldFor, Duration leaseLeft, Progress progress) {
    /** For people: {@code application local-17 of ann on host7, for 12 s, 40 % done}. */
    @Override
    public String toString() {
        String done = progress.percent().isPresent() ? ", " + progress.percent().getAsInt() + " % done" : "";
        return application + ", for " + heldFor.toSeconds() + " s" + done;
    }
}
