package io.turnstile.core.commit;

import io.turnstile.core.testing.GsOnS3;
import io.turnstile.core.testing.TestFileSystem;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** On a bucket of S3, through a client that is told of the condition as Google's is. */
@EnabledIfSystemProperty(named = "pairings.all", matches = "true")
class GoogleCommitLogTest extends CommitLogContract {
    @Override
    TestFileSystem files() {
        return GsOnS3.files(Map.of());
    }
}
