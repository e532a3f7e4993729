package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.testing.LocalFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a commit leaves behind whose file system fails: never a head without its files. */
class GenerationWriteFaultTest {
    private final Applications applications = new Applications(LocalFiles.shared(), Map.of());
    private boolean armed;

    GenerationWriteFaultTest() throws IOException {}

    @AfterEach
    void endApplications() {
        applications.close();
    }

    @Test
    @Tag("fault-4")
    void timeOutAfterTheRecordAppearedIsNoFailure() throws IOException {
        CachedDataset target = on(new FailsAfterTheRecord(new SocketTimeoutException("no answer")));

        assertThat(applications.finish(compute(target, WriteMode.REUSE), "rows").published())
                .isTrue();
        assertThat(readByOthers()).isEqualTo("rows");
    }

    @Test
    @Tag("fault-4")
    void unknownOutcomeKeepsEverything() throws IOException {
        CachedDataset target = on(new FailsAfterTheRecord(new SocketTimeoutException("no answer")) {
            @Override
            public InputStream open(Path file) throws IOException {
                if (armed) {
                    throw new IOException("standby");
                }
                return super.open(file);
            }
        });
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");
        armed = true;

        assertThatThrownBy(() -> write.commit(content())).isInstanceOf(CommitUnknownException.class);
        write.close();
        assertThat(applications.generations())
                .containsExactly(write.generation().toString());
        assertThat(readByOthers()).isEqualTo("rows");
    }

    @Test
    void unexpectedErrorAfterTheRecordAppearedKeepsEverything() throws IOException {
        CachedDataset target = on(new FailsAfterTheRecord(new IllegalStateException("unexpected")));
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");

        assertThatThrownBy(() -> write.commit(content())).hasMessage("unexpected");
        write.close();
        assertThat(readByOthers()).isEqualTo("rows");
    }

    @Test
    @Tag("fault-8")
    void refusedRecordIsAFailureThatLeavesNothing() throws IOException {
        CachedDataset target = on(new ForwardingStorage(applications.storage()) {
            @Override
            public void createExclusively(Path file, Path temporary, byte[] content) throws IOException {
                throw new IOException("quota exceeded");
            }
        });
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");

        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining("quota exceeded");
        write.close();
        assertThat(applications.generations()).isEmpty();
    }

    @Test
    @Tag("fault-8")
    void manifestThatCannotBeWrittenIsAFailureThatLeavesNothing() throws IOException {
        CachedDataset target = on(new ForwardingStorage(applications.storage()) {
            @Override
            public OutputStream create(Path file) throws IOException {
                throw new IOException("quota exceeded");
            }
        });
        GenerationWrite write = compute(target, WriteMode.REUSE);
        applications.writeTask(write, "rows");

        assertThatThrownBy(() -> write.commit(content())).hasMessage("quota exceeded");
        write.close();
        assertThat(applications.generations()).isEmpty();
        assertThat(target.exists()).isFalse();
        assertThat(target.holder()).isEmpty();
    }

    /** What was computed with another committer has no marks; it must not be taken for leftovers. */
    @Test
    void filesThatAreWrittenPastTheCommitterAreNoDataset() throws IOException {
        CachedDataset target = applications.dataset("writer");
        try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
            applications.storage().create(new Path(write.path(), "part-00000")).close();

            assertThatThrownBy(() -> write.commit(content()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was not written through Turnstile's committer");
        }
        assertThat(target.exists()).isFalse();
    }

    private String readByOthers() throws IOException {
        return applications.readHead(applications.dataset("reader"));
    }

    private CachedDataset on(Storage storage) throws IOException {
        return Applications.through(storage, applications.dataset("writer"));
    }

    private class FailsAfterTheRecord extends ForwardingStorage {
        private final Exception failure;

        FailsAfterTheRecord(Exception failure) {
            super(applications.storage());
            this.failure = failure;
        }

        @Override
        public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
            super.createExclusively(target, temporary, content);
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        }
    }
}
