package io.turnstile.core.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How tasks write a generation, each as often as its framework likes, and what counts in the end. */
abstract class StagedGenerationContract {
    Path directory;
    Storage storage;
    StagedGeneration staged;

    abstract TestFileSystem files();

    /** Where an attempt writes a file of that name. */
    abstract Path fileOf(AttemptTag attempt, String file);

    @BeforeEach
    void beginGeneration() throws IOException {
        Path root = files().freshRoot("staged");
        directory = new Path(root, "g-00000001-0a1b2c3d");
        storage = StorageFactory.open(root, files().configuration());
        staged = new StagedGeneration(storage, directory);
        staged.begin();
    }

    @Test
    void oneFileOfEachTaskIsWhatTheGenerationConsistsOf() throws IOException {
        committed(tag(0, 0), "part-00000-x.parquet", "a");
        committed(tag(1, 7), "part-00001-x.parquet", "bb");

        assertThat(staged.seal()).singleElement().satisfies(contents -> {
            assertThat(contents.path()).isEmpty();
            assertThat(contents.files())
                    .extracting(file -> file.name() + ":" + file.length())
                    .containsExactly("part-00000-t0a0-x.parquet:1", "part-00001-t1a7-x.parquet:2");
            assertThat(contents.files()).allMatch(file -> file.modified() > 0);
        });
        assertThat(everything()).containsExactly("part-00000-t0a0-x.parquet", "part-00001-t1a7-x.parquet");
    }

    @Test
    void generationWithoutTasksIsEmpty() throws IOException {
        assertThat(staged.seal()).isEmpty();
        assertThat(everything()).isEmpty();
    }

    @Test
    void lowestAttemptCountsWhereSeveralWereCommitted() throws IOException {
        committed(tag(0, 2), "part-00000", "second");
        committed(tag(0, 1), "part-00000", "first");
        committed(tag(1, 3), "part-00001", "only");

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a1", "part-00001-t1a3");
        assertThat(content("part-00000-t0a1")).isEqualTo("first");
        assertThat(everything()).containsExactly("part-00000-t0a1", "part-00001-t1a3");
    }

    /** MapReduce counts both from 0, and mappers may write files of their own beside their reducers'. */
    @Test
    void mapperAndReducerOfTheSameNumberBothCount() throws IOException {
        committed(tag(0, 0), "side-m-00000", "map");
        committed(AttemptTag.ofReducer(0, 0), "part-r-00000", "reduce");
        committed(AttemptTag.ofReducer(0, 1), "part-r-00000", "again");

        assertThat(names(staged.seal())).containsExactly("part-r-00000-r0a0", "side-m-00000-t0a0");
    }

    @Test
    void attemptThatIsAbortedDisturbsNoOther() throws IOException {
        write(tag(0, 0), "part-00000", "running");
        write(tag(1, 0), "part-00001", "aborted");
        staged.abortAttempt(tag(1, 0));
        staged.commitAttempt(tag(0, 0));

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a0");
        staged.abortAttempt(tag(1, 0));
        assertThat(everything()).containsExactly("part-00000-t0a0");
    }

    @Test
    void attemptThatDiedBeforeItsMarkDoesNotCountThoughNoOtherDoes() throws IOException {
        write(tag(0, 0), "part-00000", "moved, but not marked");
        StagedGeneration dying = new StagedGeneration(new DiesAtTheMark(false), directory);
        assertThatThrownBy(() -> dying.commitAttempt(tag(0, 0))).hasMessage("died");

        assertThat(staged.seal()).isEmpty();
        assertThat(everything()).isEmpty();
    }

    @Test
    void attemptThatDiedAfterItsMarkCountsOnce() throws IOException {
        write(tag(0, 0), "part-00000", "complete");
        StagedGeneration dying = new StagedGeneration(new DiesAtTheMark(true), directory);
        assertThatThrownBy(() -> dying.commitAttempt(tag(0, 0))).hasMessage("died");

        staged.commitAttempt(tag(0, 0));
        committed(tag(0, 1), "part-00000", "again");

        assertThat(names(staged.seal())).containsExactly("part-00000-t0a0");
        assertThat(everything()).containsExactly("part-00000-t0a0");
    }

    @Test
    void attemptThatWasNeverCommittedLeavesNothing() throws IOException {
        write(tag(0, 0), "part-00000", "still being written");
        committed(tag(1, 0), "part-00001", "complete");

        assertThat(names(staged.seal())).containsExactly("part-00001-t1a0");
        assertThat(everything()).containsExactly("part-00001-t1a0");
    }

    @Test
    void attemptsOfManyTasksAreCommittedAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> tasks = new ArrayList<>();
        for (int task = 0; task < 12; task++) {
            for (int attempt = 0; attempt < 2; attempt++) {
                AttemptTag tag = tag(task, attempt);
                tasks.add(threads.submit(() -> {
                    committed(tag, "dt=%d/part-%05d".formatted(tag.task() % 2, tag.task()), tag.toString());
                    return null;
                }));
            }
        }
        try {
            for (Future<?> task : tasks) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }

        List<DataDirectory> contents = staged.seal();
        assertThat(contents).extracting(DataDirectory::path).containsExactly("dt=0", "dt=1");
        assertThat(names(contents)).hasSize(12).allMatch(name -> name.endsWith("a0"));
        assertThat(everything()).hasSize(12);
    }

    @Test
    void partitionsKeepTheirNames() throws IOException {
        List<String> partitions = List.of(
                "dt=2001-00000/o=JFK",
                "dt=2001-00000/o=a%2Fb%3D%3A",
                "dt=2001-00000/o=__HIVE_DEFAULT_PARTITION__",
                "_hidden=1/_o=.x",
                "t1a1=t2a2/x==y");
        for (String partition : partitions) {
            write(tag(0, 4), partition + "/part-00000-x.c000.parquet", partition);
        }
        staged.commitAttempt(tag(0, 4));

        List<DataDirectory> contents = staged.seal();
        assertThat(contents).extracting(DataDirectory::path).containsExactlyInAnyOrderElementsOf(partitions);
        assertThat(names(contents)).containsOnly("part-00000-t0a4-x.c000.parquet");
        for (String partition : partitions) {
            assertThat(content(partition + "/part-00000-t0a4-x.c000.parquet")).isEqualTo(partition);
        }
    }

    @Test
    void subdirectoriesOfAnyDepthAreKept() throws IOException {
        committed(tag(0, 0), "a/b/c/part-00000", "deep");
        committed(tag(1, 0), "a/named-by-its-writer", "less deep");

        assertThat(staged.seal()).extracting(DataDirectory::path).containsExactly("a", "a/b/c");
        assertThat(everything()).containsExactly("a/b/c/part-00000-t0a0", "a/t1a0-named-by-its-writer");
    }

    /** A map file is a directory of its own for each task; its two files must keep their names. */
    @Test
    void mapFilesStayTogether() throws IOException {
        for (int attempt = 0; attempt < 2; attempt++) {
            write(tag(3, attempt), "part-r-00003/data", "d" + attempt);
            write(tag(3, attempt), "part-r-00003/index", "i" + attempt);
            staged.commitAttempt(tag(3, attempt));
        }

        List<DataDirectory> contents = staged.seal();
        assertThat(contents).extracting(DataDirectory::path).containsExactly("part-r-00003-t3a0");
        assertThat(names(contents)).containsExactly("data", "index");
        assertThat(content("part-r-00003-t3a0/data")).isEqualTo("d0");
        assertThat(everything()).containsExactly("part-r-00003-t3a0/data", "part-r-00003-t3a0/index");
    }

    /** As MultipleOutputs writes a file if its base path is meant as a directory but lacks the slash. */
    @Test
    void fileWithAnEqualsSignInItsNameCounts() throws IOException {
        write(tag(3, 0), "dt=2001-r-00003", "a");
        write(tag(3, 0), "dt=2002", "b");
        staged.commitAttempt(tag(3, 0));

        assertThat(names(staged.seal())).containsExactly("dt=2001-r-00003-t3a0", "t3a0-dt=2002");
    }

    @Test
    void hiddenFilesAreDropped() throws IOException {
        write(tag(0, 0), "_SUCCESS", "");
        write(tag(0, 0), ".part-00000.crc", "sum");
        write(tag(0, 0), "dt=1/_metadata", "m");
        write(tag(0, 0), "dt=1/.hidden/part-00000", "h");
        write(tag(0, 0), "_logs/part-00000", "l");
        write(tag(0, 0), "dt=1/part-00000", "data");
        staged.commitAttempt(tag(0, 0));

        List<DataDirectory> contents = staged.seal();
        assertThat(contents).extracting(DataDirectory::path).containsExactly("dt=1");
        assertThat(names(contents)).containsExactly("part-00000-t0a0");
        assertThat(everything()).containsExactly("dt=1/part-00000-t0a0");
    }

    /** Whenever it happens, one of the two attempts counts, and counts whole. */
    @Test
    void generationThatIsSealedWhileAnAttemptIsCommittedHasTheFilesOfOne() throws IOException {
        int request = 0;
        boolean sealedMeanwhile = true;
        while (sealedMeanwhile) {
            beginGeneration();
            write(tag(0, 1), "part-00000", "whole");
            write(tag(0, 1), "dt=1/part-00000_1", "other half");
            staged.commitAttempt(tag(0, 1));
            write(tag(0, 0), "part-00000", "whole");
            write(tag(0, 0), "dt=1/part-00000_1", "other half");
            SealedMeanwhile sealing = new SealedMeanwhile(request++);
            try {
                new StagedGeneration(sealing, directory).commitAttempt(tag(0, 0));
            } catch (IOException tooLate) {
                assertThat(sealing.contents).isNotEmpty();
            }
            sealedMeanwhile = !sealing.contents.isEmpty();

            List<String> counting = names(sealedMeanwhile ? sealing.contents : staged.seal());
            // In place, an attempt that is told that it is too late may count.
            assertThat(counting)
                    .isIn(
                            wholeOf(sealedMeanwhile ? "t0a1" : "t0a0"),
                            wholeOf(storage.moves() && sealedMeanwhile ? "t0a1" : "t0a0"));
            assertThat(everything()).hasSize(2).allMatch(file -> counting.contains(new Path(file).getName()));
        }
        assertThat(request).as("requests of a commit").isGreaterThan(1);
    }

    private static List<String> wholeOf(String attempt) {
        return List.of("part-00000-" + attempt, "part-00000-" + attempt + "_1");
    }

    /** As a write does whose committer was not ours, or one that is committed twice: all its files would bear no mark. */
    @Test
    void whatWasNotBegunOrIsSealedAlreadyCannotBeSealed() throws IOException {
        committed(tag(0, 0), "part-00000", "precious");
        staged.seal();

        assertThatThrownBy(staged::seal)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot seal " + directory);
        assertThat(everything()).containsExactly("part-00000-t0a0");
    }

    static AttemptTag tag(int task, int attempt) {
        return new AttemptTag(task, attempt);
    }

    final void committed(AttemptTag attempt, String file, String content) throws IOException {
        write(attempt, file, content);
        staged.commitAttempt(attempt);
    }

    final void write(AttemptTag attempt, String file, String content) throws IOException {
        try (OutputStream out = storage.create(fileOf(attempt, file))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    final String content(String file) throws IOException {
        try (var in = storage.open(new Path(directory, file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static List<String> names(List<DataDirectory> contents) {
        return contents.stream()
                .flatMap(found -> found.files().stream())
                .map(file -> file.name())
                .toList();
    }

    /** Every file below the generation, hidden or not. */
    final List<String> everything() throws IOException {
        List<String> found = new ArrayList<>();
        walk("", found);
        return found.stream().sorted().toList();
    }

    private void walk(String path, List<String> found) throws IOException {
        for (Entry entry : storage.list(path.isEmpty() ? directory : new Path(directory, path))) {
            String below = path.isEmpty() ? entry.name() : path + "/" + entry.name();
            if (entry.directory()) {
                walk(below, found);
            } else {
                found.add(below);
            }
        }
    }

    /** Fails at an attempt's mark, before or after it is there. */
    private final class DiesAtTheMark extends ForwardingStorage {
        private final boolean after;

        DiesAtTheMark(boolean after) {
            super(storage);
            this.after = after;
        }

        private void die(boolean now, Path path) throws IOException {
            if (now && path.getParent().getName().equals("_tasks")) {
                throw new IOException("died");
            }
        }

        @Override
        public void move(Path source, Path destination) throws IOException {
            die(!after, destination);
            super.move(source, destination);
            die(after, destination);
        }

        @Override
        public void replace(Path target, Path temporary, byte[] content) throws IOException {
            die(!after, target);
            super.replace(target, temporary, content);
            die(after, target);
        }
    }

    /** Somebody else seals the generation at one of an attempt's requests, before that is answered. */
    private final class SealedMeanwhile extends ForwardingStorage {
        private final int request;
        private int requests;
        private List<DataDirectory> contents = List.of();

        SealedMeanwhile(int request) {
            super(storage);
            this.request = request;
        }

        private void pass() throws IOException {
            if (requests++ == request) {
                contents = staged.seal();
            }
        }

        @Override
        public List<Entry> list(Path directory) throws IOException {
            pass();
            return super.list(directory);
        }

        @Override
        public Entry status(Path path) throws IOException {
            pass();
            return super.status(path);
        }

        @Override
        public void makeDirectories(Path directory) throws IOException {
            pass();
            super.makeDirectories(directory);
        }

        @Override
        public void move(Path source, Path destination) throws IOException {
            pass();
            super.move(source, destination);
        }

        @Override
        public void replace(Path target, Path temporary, byte[] content) throws IOException {
            pass();
            super.replace(target, temporary, content);
        }
    }
}
