package io.turnstile.core.commit;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;

class HdfsManifestFileTest extends ManifestFileContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
