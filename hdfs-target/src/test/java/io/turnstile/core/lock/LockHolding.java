package io.turnstile.core.lock;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What an application does that holds a lock and reads, whichever lock service it has, until it ends in the way it is told. */
public final class LockHolding {
    private LockHolding() {}

    /**
     * Takes the lock of a dataset, pins it, and says so. Closes nothing.
     *
     * @param ends {@code stay}, {@code throw} or {@code return}
     */
    @SuppressWarnings("SystemOut")
    public static void begin(DatasetLocks locks, String ends) throws InterruptedException {
        if (!(locks.tryAcquire(DatasetLocksContract.DELAYS) instanceof Attempt.Acquired acquired)) {
            throw new IllegalStateException("not acquired");
        }
        locks.pass(DatasetLocksContract.DELAYS);
        locks.awaitRelease(DatasetLocksContract.DELAYS, Duration.ofMillis(1));
        System.out.println("held " + acquired.lock().state());
        switch (ends) {
            case "stay" -> new CountDownLatch(1).await();
            case "throw" -> throw new IllegalStateException("as told");
            default -> {}
        }
    }
}
