package io.turnstile.core.commit;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;

class HdfsCommitLogTest extends CommitLogContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
