package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockHolding;
import io.turnstile.core.lock.redis.client.RedisSettings;
import java.time.Duration;

/** A main class: takes the lock of a dataset, pins it, says {@code held}, and then ends as it is told to. */
final class LockHolder {
    private LockHolder() {}

    /** Address, root id, lease in milliseconds, and {@code stay}, {@code throw} or {@code return}. Closes nothing. */
    public static void main(String[] arguments) throws InterruptedException {
        RedisLocks locks = RedisLocks.open(
                RedisSettings.parse(arguments[0]),
                arguments[1],
                DatasetLocksContract.ANN,
                Leases.of(Duration.ofMillis(Long.parseLong(arguments[2]))),
                DatasetLocks.WhenUnavailable.CONTINUE);
        LockHolding.begin(locks, arguments[3]);
    }
}
