package io.turnstile.core.lock.root;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;

class HdfsFileLocksTest extends FileLocksContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
