package io.turnstile.core.read;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.ObservedHdfs;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where an observer answers, which lags behind, nobody takes what was so a moment ago for what is. */
class ObserverTest {
    /** A read that does not catch up finds the old state in most of them. */
    private static final int ROUNDS = 20;

    private static ObservedHdfs files;

    @BeforeAll
    static void start() {
        files = ObservedHdfs.started();
    }

    @AfterAll
    static void end() {
        if (files != null) {
            files.close();
        }
    }

    @Test
    void observerLagsBehind() throws IOException {
        Path root = files.freshRoot("lag");
        FileSystem writer = files.otherClient();
        FileSystem reader = files.otherClient();
        int stale = 0;
        for (int i = 0; i < ROUNDS; i++) {
            writer.mkdirs(new Path(root, "directory-" + i));
            stale += reader.listStatus(root).length == i + 1 ? 0 : 1;
        }

        assertThat(stale).as("else the other tests show nothing").isPositive();
    }

    @Test
    void headIsTheLatestRecord() throws IOException {
        Path root = files.freshRoot("log");
        assertThatHeadIsTheLatestRecord(root, files.configuration());
    }

    @Test
    void headIsTheLatestRecordThroughAMountTable() throws IOException {
        Configuration mounted = files.configuration();
        mounted.set(
                "fs.viewfs.mounttable.default.link./data",
                files.freshRoot("mounted").toString());
        assertThatHeadIsTheLatestRecord(new Path("viewfs://default/data"), mounted);
    }

    @Test
    void localRootHasNothingToCatchUpWith() throws IOException {
        Path root = LocalFiles.shared().freshRoot("log");
        assertThatHeadIsTheLatestRecord(root, files.configuration());
    }

    private static void assertThatHeadIsTheLatestRecord(Path root, Configuration configuration) throws IOException {
        CommitLog writer = log(root, configuration);
        CommitLog reader = log(root, configuration);
        CommitRecord head = CommitRecord.NONE;
        for (int i = 0; i < ROUNDS; i++) {
            head = head.fence(new CommitRecord.Author(Applications.application("writer")));
            writer.append(head);
            assertThat(reader.head()).isEqualTo(head);
        }
    }

    private static CommitLog log(Path root, Configuration configuration) throws IOException {
        return new CommitLog(StorageFactory.open(root, configuration), Layout.of(root, Applications.KEY));
    }

    @Test
    void readerGetsWhatWasPublishedLast() throws IOException {
        try (Applications applications = new Applications(files, Map.of())) {
            CachedDataset writer = applications.dataset("writer", "rerun", "allow");
            CachedDataset reader = applications.dataset("reader");
            for (int i = 0; i < ROUNDS; i++) {
                applications.finish(compute(writer, WriteMode.REPLACE), "content " + i);
                assertThat(applications.readHead(reader)).isEqualTo("content " + i);
            }
        }
    }

    @Test
    void taskCommitsWhatItWroteThroughAnotherClient() throws IOException {
        Path root = files.freshRoot("task");
        FileSystem framework = files.otherClient();
        Storage tasks = StorageFactory.open(root, files.configuration());
        Storage driver = StorageFactory.open(root, files.configuration());
        for (int i = 0; i < ROUNDS; i++) {
            Path generation = new Path(root, "g-%08x-0a1b2c3d".formatted(i));
            AttemptTag tag = new AttemptTag(0, 0);
            StagedGeneration written = new StagedGeneration(tasks, generation);
            new StagedGeneration(driver, generation).begin();
            for (String directory : List.of("day=1", "day=2")) {
                Path file = new Path(new Path(written.attemptDirectory(tag), directory), "part-00000");
                try (OutputStream out = framework.create(file)) {
                    out.write(1);
                }
            }
            assertThat(written.hasOutput(tag)).isTrue();
            written.commitAttempt(tag);

            assertThat(new StagedGeneration(driver, generation).seal())
                    .extracting(DataDirectory::path)
                    .containsExactly("day=1", "day=2");
        }
    }
}
