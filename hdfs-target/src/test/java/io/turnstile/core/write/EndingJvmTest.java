package io.turnstile.core.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.Application;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an application leaves behind that is told to end while it computes. */
class EndingJvmTest {
    /** Computes, says so, and does nothing else until it is told to end. */
    public static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            TurnstileOptions options = TurnstileOptions.of(Map.of("root", arguments[0], "redis", arguments[1]));
            DatasetRoot root = DatasetRoot.open(
                    options, new Application("application_ending", "ending", "ann", "host7"), new Configuration());
            GenerationWrite write = Applications.compute(root.dataset(Applications.KEY), WriteMode.REUSE);
            Storage storage = StorageFactory.open(write.path(), new Configuration());
            StagedGeneration staged = new StagedGeneration(storage, write.path());
            staged.begin();
            storage.create(new Path(staged.attemptDirectory(new AttemptTag(0, 0)), "part-00000"))
                    .close();
            System.out.println("COMPUTING");
            System.in.read();
        }
    }

    @Test
    @Tag("fault-14")
    void applicationThatIsToldToEndLeavesNoLockAndNoFiles() throws IOException {
        RedisServer redis = RedisServer.shared();
        try (Applications applications = new Applications(LocalFiles.shared(), Map.of("redis", redis.address()));
                ChildJvm writer = ChildJvm.running(
                        Writer.class, applications.root().toUri().getPath(), redis.address())) {
            writer.awaitLine("COMPUTING");
            CachedDataset target = applications.dataset("other");
            assertThat(target.holder()).isPresent();
            assertThat(applications.generations()).hasSize(1);

            writer.terminate();
            writer.awaitExit(Duration.ofSeconds(20));

            assertThat(applications.generations()).isEmpty();
            assertThat(target.holder()).isEmpty();
        }
    }
}
