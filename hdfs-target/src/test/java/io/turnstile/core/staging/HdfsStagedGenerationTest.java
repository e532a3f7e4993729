package io.turnstile.core.staging;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;

class HdfsStagedGenerationTest extends MovingStagingContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }
}
