package io.turnstile.target.storage;

import io.turnstile.target.testing.MiniHdfs;
import io.turnstile.target.testing.TestFileSystem;

class HdfsStorageTest extends StorageContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
