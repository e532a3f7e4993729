package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** The contract notices a storage whose rename overwrites, which is what most file systems offer. */
class CommitLogContractCanFailTest {
    @Test
    void renameThatOverwritesIsNoticed() throws IOException {
        OnOverwritingStorage contract = new OnOverwritingStorage();
        contract.openLog();

        assertThatThrownBy(contract::versionThatIsTakenIsLostToItsOwner).isInstanceOf(AssertionError.class);
        assertThat(contract.overwritten).isTrue();
    }

    @Test
    void raceOnARenameThatOverwritesIsNoticed() throws IOException {
        OnOverwritingStorage contract = new OnOverwritingStorage();
        contract.openLog();

        assertThatThrownBy(contract::exactlyOneOfManyRacersWinsEachVersion)
                .isInstanceOfAny(AssertionError.class, ExecutionException.class);
        assertThat(contract.overwritten).isTrue();
    }

    private static final class OnOverwritingStorage extends CommitLogContract {
        private volatile boolean overwritten;

        @Override
        TestFileSystem files() {
            return LocalFiles.shared();
        }

        @Override
        Storage openStorage(Path root) throws IOException {
            return new ForwardingStorage(super.openStorage(root)) {
                @Override
                public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
                    overwritten = true;
                    replace(target, temporary, content);
                }
            };
        }
    }
}
