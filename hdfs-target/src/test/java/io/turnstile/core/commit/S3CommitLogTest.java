package io.turnstile.core.commit;

import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;

class S3CommitLogTest extends CommitLogContract {
    @Override
    TestFileSystem files() {
        return S3Store.shared();
    }
}
