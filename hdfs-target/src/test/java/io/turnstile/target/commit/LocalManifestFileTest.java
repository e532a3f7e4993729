package io.turnstile.target.commit;

import io.turnstile.target.testing.LocalFiles;
import io.turnstile.target.testing.TestFileSystem;

class LocalManifestFileTest extends ManifestFileContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }
}
