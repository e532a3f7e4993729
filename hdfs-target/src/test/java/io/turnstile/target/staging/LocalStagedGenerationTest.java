package io.turnstile.target.staging;

import io.turnstile.target.testing.LocalFiles;
import io.turnstile.target.testing.TestFileSystem;

class LocalStagedGenerationTest extends StagedGenerationContract {
    @Override
    TestFileSystem files() {
        return LocalFiles.shared();
    }
}
