package io.turnstile.core.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class InPlaceStagingTest extends StagedGenerationContract {
    @Override
    TestFileSystem files() {
        return S3Store.shared();
    }

    @Override
    Path fileOf(AttemptTag attempt, String file) {
        // What frameworks leave beside their data has the names that it always has.
        boolean beside =
                Arrays.stream(file.split("/", -1)).anyMatch(name -> Entry.isHidden(name) && !name.contains("="));
        return new Path(directory, beside ? file : attempt.into(file));
    }

    @Test
    void filesAreNamedAfterTheirAttempt() {
        assertThat(staged.baseName(tag(12, 3), "part")).isEqualTo("part-t12a3");
    }

    /** Its rows would be missing from what is read. */
    @Test
    void fileThatDoesNotTellItsAttemptFailsTheSeal() throws IOException {
        committed(tag(0, 0), "part-00000", "data");
        storage.create(new Path(directory, "dt=1/part-00001")).close();

        assertThatThrownBy(() -> staged.seal())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot seal " + directory, "dt=1/part-00001", "mapreduce.output.basename");
        assertThat(everything()).contains("dt=1/part-00001", "part-00000-t0a0");
    }

    @Test
    void nameThatLooksLikeAnothersTagFailsTheSeal() throws IOException {
        committed(tag(3, 0), "t1a1/part-00003", "data");

        assertThatThrownBy(() -> staged.seal()).isInstanceOf(IOException.class).hasMessageContaining("t1a1");
        assertThat(everything()).anyMatch(file -> file.contains("t3a0"));
    }

    /** Its rows would be missing from what is read. */
    @Test
    void partitionWhoseNameIsHiddenFailsTheSeal() throws IOException {
        committed(tag(0, 0), "dt=1/.p=2/part-00000", "data");

        assertThatThrownBy(() -> staged.seal())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot seal " + directory, "dt=1/.p=2", "hidden");
    }

    @Test
    void markWithoutFilesDoesNotWinOverAnAttemptThatHasThem() throws IOException {
        staged.commitAttempt(tag(0, 0));
        committed(tag(0, 1), "part-00000", "data");
        staged.commitAttempt(tag(1, 0));

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a1");
        assertThat(everything()).containsExactly("part-00000-t0a1");
    }

    /** The framework was told that it failed, aborted it, and ran the task again; then the store carried the request out. */
    @Test
    void markThatArrivesAfterItsAttemptWasAbortedStandsForAllOfItsFiles() throws IOException {
        write(tag(0, 0), "part-00000", "first");
        LateMark late = new LateMark();
        assertThatThrownBy(() -> new StagedGeneration(late, directory).commitAttempt(tag(0, 0)))
                .hasMessage("no answer");
        staged.abortAttempt(tag(0, 0));
        committed(tag(0, 1), "part-00000", "second");
        late.arrives();

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a0");
        assertThat(content("part-00000-t0a0")).isEqualTo("first");
        assertThat(everything()).containsExactly("part-00000-t0a0");
    }

    @Test
    void markThatArrivesAfterTheSealChangesNothing() throws IOException {
        write(tag(0, 0), "part-00000", "first");
        LateMark late = new LateMark();
        assertThatThrownBy(() -> new StagedGeneration(late, directory).commitAttempt(tag(0, 0)))
                .hasMessage("no answer");
        committed(tag(0, 1), "part-00000", "second");
        assertThat(names(staged.seal())).containsExactly("part-00000-t0a1");
        late.arrives();

        assertThat(content("part-00000-t0a1")).isEqualTo("second");
        assertThatThrownBy(staged::seal).hasMessageContaining("sealed already");
        assertThat(everything()).contains("part-00000-t0a1");
    }

    /** A request that begins it may be repeated by the client, and its first try arrive when all is over. */
    @Test
    void generationThatIsBegunAgainOnceItHasAManifestKeepsItsFiles() throws IOException {
        committed(tag(0, 0), "part-00000", "precious");
        staged.seal();
        storage.create(new Path(directory, Layout.MANIFEST)).close();
        staged.begin();

        assertThatThrownBy(staged::seal).hasMessageContaining("sealed already");
        assertThat(everything()).contains("part-00000-t0a0");
    }

    @Test
    void attemptThatIsCommittedAfterTheEndIsRefusedAndDoesNotCount() throws IOException {
        committed(tag(0, 0), "part-00000", "in time");
        staged.seal();
        write(tag(0, 1), "part-00000", "late");

        assertThatThrownBy(() -> staged.commitAttempt(tag(0, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot commit attempt t0a1", directory.toString(), "is over");
        staged.abortAttempt(tag(0, 1));
        assertThat(everything()).containsExactly("part-00000-t0a0", "part-00000-t0a1");
    }

    /** Of a mark there is no answer; it arrives when the test says so. */
    private final class LateMark extends ForwardingStorage {
        private Path mark = directory;

        LateMark() {
            super(storage);
        }

        @Override
        public void replace(Path target, Path temporary, byte[] content) throws IOException {
            mark = target;
            throw new IOException("no answer");
        }

        void arrives() throws IOException {
            super.replace(mark, mark, new byte[0]);
        }
    }
}
