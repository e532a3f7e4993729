package io.turnstile.core.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** The same where an attempt has a directory of its own, and its files are moved into their place. */
abstract class MovingStagingContract extends StagedGenerationContract {
    @Override
    final Path fileOf(AttemptTag attempt, String file) {
        return new Path(staged.attemptDirectory(attempt), file);
    }

    @Test
    void attemptThatWroteOnAfterTheGenerationWasDeletedLeavesNothing() throws IOException {
        storage.delete(directory);
        write(tag(0, 0), "part-00000", "too late");
        staged.abortAttempt(tag(0, 0));

        assertThat(storage.list(directory.getParent())).isEmpty();
    }

    @Test
    void attemptThatDiedHalfMovedLeavesNothing() throws IOException {
        write(tag(0, 0), "part-00000", "half");
        write(tag(0, 0), "part-00000_1", "other half");
        StagedGeneration dying = new StagedGeneration(new DiesAtTheSecondMove(), directory);
        assertThatThrownBy(() -> dying.commitAttempt(tag(0, 0))).hasMessage("died");
        assertThat(everything()).anyMatch(name -> name.matches("part-00000-t0a0(_1)?"));

        committed(tag(0, 1), "part-00000", "whole");

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a1");
        assertThat(everything()).containsExactly("part-00000-t0a1");
    }

    @Test
    void abortedAttemptLeavesNothing() throws IOException {
        write(tag(0, 0), "dt=1/part-00000", "aborted");
        staged.abortAttempt(tag(0, 0));
        staged.abortAttempt(tag(0, 0));
        write(tag(1, 0), "dt=1/part-00001", "half moved and then aborted");
        write(tag(1, 0), "dt=1/part-00001_1", "other half");
        StagedGeneration dying = new StagedGeneration(new DiesAtTheSecondMove(), directory);
        assertThatThrownBy(() -> dying.commitAttempt(tag(1, 0))).hasMessage("died");
        staged.abortAttempt(tag(1, 0));

        assertThat(staged.seal()).isEmpty();
        assertThat(everything()).isEmpty();
    }

    /** Somebody may be about to make a directory of their own in there, which takes two steps on a local file system. */
    @Test
    void abortedAttemptLeavesTheDirectoryOfAllAttemptsToTheOthers() throws IOException {
        write(tag(0, 0), "part-00000", "aborted");
        staged.abortAttempt(tag(0, 0));

        assertThat(storage.list(directory)).extracting(Entry::name).containsExactlyInAnyOrder("_attempts", "_tasks");
    }

    @Test
    void nameThatLooksLikeAnothersTagCounts() throws IOException {
        write(tag(3, 0), "t1a1-m-00003", "a");
        write(tag(3, 0), "t1a1/part-00003", "b");
        staged.commitAttempt(tag(3, 0));

        List<DataDirectory> contents = staged.seal();
        assertThat(names(contents)).hasSize(2);
        assertThat(everything()).hasSize(2);
    }

    /** Its rows would be missing from what is read. */
    @Test
    void partitionWhoseNameIsHiddenIsRefused() throws IOException {
        write(tag(0, 0), "dt=1/.p=2/part-00000", "data");

        assertThatThrownBy(() -> staged.commitAttempt(tag(0, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot commit attempt t0a0", "dt=1/.p=2/part-00000", "hidden");
        assertThat(staged.seal()).isEmpty();
    }

    /** As somebody deletes it who tidies up, or a file system that has lost it. */
    @Test
    void fileThatWasCommittedAndIsGoneFailsTheSeal() throws IOException {
        write(tag(0, 0), "part-00000", "one");
        write(tag(0, 0), "part-00000.more", "two");
        staged.commitAttempt(tag(0, 0));
        storage.delete(new Path(directory, "part-00000-t0a0"));

        assertThatThrownBy(() -> staged.seal())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("attempt t0a0 committed 2 files, and 1 of them are there");
    }

    @Test
    void attemptWithoutOutputNeedsNoCommit() throws IOException {
        assertThat(staged.hasOutput(tag(0, 0))).isFalse();
        write(tag(0, 0), "part-00000", "x");
        assertThat(staged.hasOutput(tag(0, 0))).isTrue();
        assertThat(staged.hasOutput(tag(0, 1))).isFalse();
    }

    @Test
    void attemptThatIsCommittedAfterTheEndIsRefusedAndLeavesNoFileInPlace() throws IOException {
        committed(tag(0, 0), "part-00000", "in time");
        List<DataDirectory> contents = staged.seal();
        write(tag(0, 1), "part-00000", "late");

        assertThatThrownBy(() -> staged.commitAttempt(tag(0, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot commit attempt t0a1", directory.toString(), "is over");
        staged.abortAttempt(tag(0, 1));

        assertThat(names(contents)).containsExactly("part-00000-t0a0");
        assertThat(everything()).containsExactly("part-00000-t0a0");
    }

    @Test
    void attemptSeesItsFilesThoughAnotherClientWroteThem() throws IOException {
        write(tag(0, 0), "part-00000", "a");
        assertThat(new StagedGeneration(new Lags(), directory).hasOutput(tag(0, 0)))
                .isTrue();
        new StagedGeneration(new Lags(), directory).commitAttempt(tag(0, 0));

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a0");
    }

    /** Knows of no files until it has caught up. */
    private final class Lags extends ForwardingStorage {
        private boolean caughtUp;

        Lags() {
            super(storage);
        }

        @Override
        public void catchUp() {
            caughtUp = true;
        }

        @Override
        public List<Entry> list(Path path) throws IOException {
            return caughtUp ? super.list(path) : List.of();
        }
    }

    private final class DiesAtTheSecondMove extends ForwardingStorage {
        private int moves;

        DiesAtTheSecondMove() {
            super(storage);
        }

        @Override
        public void move(Path source, Path destination) throws IOException {
            if (moves == 1) {
                throw new IOException("died");
            }
            super.move(source, destination);
            moves++;
        }
    }
}
