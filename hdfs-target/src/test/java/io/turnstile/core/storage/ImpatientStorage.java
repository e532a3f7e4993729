package io.turnstile.core.storage;

import java.io.IOException;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Storage on an object store that does not ask again for half a minute. */
public final class ImpatientStorage {
    private ImpatientStorage() {}

    public static Storage open(Path path, Configuration configuration) throws IOException {
        return ObjectStorage.onS3(
                FileSystem.get(path.toUri(), configuration),
                StoreAddress.of(path, configuration),
                Duration.ofMillis(500));
    }
}
