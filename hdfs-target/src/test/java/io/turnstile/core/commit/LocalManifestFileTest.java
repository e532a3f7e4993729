package io.turnstile.core.commit;

import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.TestFileSystem;

class LocalManifestFileTest extends ManifestFileContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }
}
