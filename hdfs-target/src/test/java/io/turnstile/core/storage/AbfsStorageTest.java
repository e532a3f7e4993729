package io.turnstile.core.storage;

import io.turnstile.core.testing.LocalAbfs;
import io.turnstile.core.testing.TestFileSystem;
import java.util.Map;

/** On a local file system that behaves as Azure's client says that its own does. */
class AbfsStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return LocalAbfs.files(Map.of());
    }

    @Override
    boolean replacesInOneStep() {
        return false;
    }
}
