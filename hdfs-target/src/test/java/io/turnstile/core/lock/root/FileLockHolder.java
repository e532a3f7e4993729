package io.turnstile.core.lock.root;

import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocksContract;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockHolding;
import io.turnstile.core.storage.StorageFactory;
import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** An application that holds a lock in a root and reads there. */
final class FileLockHolder {
    private FileLockHolder() {}

    /**
     * Directory, root id, lease in milliseconds, and {@code stay}, {@code throw} or {@code return}; then settings of the file system,
     * name and value in turn. Closes nothing.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = new Path(arguments[0]);
        Configuration configuration = new Configuration();
        for (int i = 4; i < arguments.length; i += 2) {
            configuration.set(arguments[i], arguments[i + 1]);
        }
        FileLocks locks = FileLocks.open(
                StorageFactory.open(directory, configuration),
                directory,
                arguments[1],
                DatasetLocksContract.ANN,
                Leases.of(Duration.ofMillis(Long.parseLong(arguments[2]))),
                DatasetLocks.WhenUnavailable.CONTINUE);
        LockHolding.begin(locks, arguments[3]);
    }
}
