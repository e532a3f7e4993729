package io.turnstile.core.storage;

import io.turnstile.core.testing.GsOnS3;
import io.turnstile.core.testing.TestFileSystem;
import java.util.Map;

/** On a bucket of S3, through a client that is told of the condition as Google's is. */
class GoogleStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return GsOnS3.files(Map.of());
    }
}
