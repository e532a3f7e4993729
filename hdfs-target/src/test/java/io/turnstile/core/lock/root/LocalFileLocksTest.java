package io.turnstile.core.lock.root;

import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.TestFileSystem;

class LocalFileLocksTest extends FileLocksContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }
}
