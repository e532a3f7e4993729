package io.turnstile.target.commit;

import io.turnstile.target.testing.MiniHdfs;
import io.turnstile.target.testing.TestFileSystem;

class HdfsManifestFileTest extends ManifestFileContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
