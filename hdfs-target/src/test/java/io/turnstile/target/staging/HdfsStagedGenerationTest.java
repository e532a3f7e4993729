package io.turnstile.target.staging;

import io.turnstile.target.testing.MiniHdfs;
import io.turnstile.target.testing.TestFileSystem;

class HdfsStagedGenerationTest extends StagedGenerationContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
