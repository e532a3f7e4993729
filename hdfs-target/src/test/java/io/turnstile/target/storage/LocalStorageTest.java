package io.turnstile.target.storage;

import io.turnstile.target.testing.LocalFiles;
import io.turnstile.target.testing.TestFileSystem;

class LocalStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }
}
