package io.turnstile.core.staging;

import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.TestFileSystem;

class LocalStagedGenerationTest extends MovingStagingContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }
}
