package io.turnstile.core.mapreduce;

import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;

/** Ours where nothing is moved. */
class S3DatasetCommitterTest extends DatasetCommitterTest {
    @Override
    TestFileSystem storage() {
        return S3Store.shared();
    }

    @Override
    boolean commitsIdleTasks() {
        return true;
    }

    @Override
    String expected(Difference difference) {
        return difference == Difference.FILE_NAMES ? "part-t0a0-m-00000" : super.expected(difference);
    }
}
