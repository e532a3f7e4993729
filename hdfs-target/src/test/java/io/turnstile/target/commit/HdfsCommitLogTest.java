package io.turnstile.target.commit;

import io.turnstile.target.testing.MiniHdfs;
import io.turnstile.target.testing.TestFileSystem;

class HdfsCommitLogTest extends CommitLogContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
