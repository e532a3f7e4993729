package io.turnstile.core.commit;

import io.turnstile.core.testing.LocalAbfs;
import io.turnstile.core.testing.TestFileSystem;
import java.util.Map;

/** On a local file system that behaves as Azure's client says that its own does. */
class AbfsCommitLogTest extends CommitLogContract {
    @Override
    TestFileSystem files() {
        return LocalAbfs.files(Map.of());
    }
}
