package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.redis.client.RedisSettings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A main class: takes the lock of a dataset, pins it, says {@code held}, and then ends as it is told to. */
final class LockHolder {
    private LockHolder() {}

    /** Address, root id, lease in milliseconds, and {@code stay}, {@code throw} or {@code return}. Closes nothing. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        RedisLocks locks = RedisLocks.open(
                RedisSettings.parse(arguments[0]),
                arguments[1],
                DatasetLocksContract.ANN,
                Leases.of(Duration.ofMillis(Long.parseLong(arguments[2]))),
                DatasetLocks.WhenUnavailable.CONTINUE);
        if (!(locks.tryAcquire(DatasetLocksContract.DELAYS) instanceof Attempt.Acquired acquired)) {
            throw new IllegalStateException("not acquired");
        }
        locks.pass(DatasetLocksContract.DELAYS);
        locks.awaitRelease(DatasetLocksContract.DELAYS, Duration.ofMillis(1));
        System.out.println("held " + acquired.lock().state());
        switch (arguments[3]) {
            case "stay" -> new CountDownLatch(1).await();
            case "throw" -> throw new IllegalStateException("as told");
            default -> {}
        }
    }
}
