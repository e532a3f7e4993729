package io.turnstile.core.lock.root;

import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;

class S3FileLocksTest extends FileLocksContract {
    @Override
    TestFileSystem files() {
        return S3Store.shared();
    }
}
