package io.turnstile.core.mapreduce;

import static io.turnstile.core.mapreduce.Difference.ABORTED_JOB;
import static io.turnstile.core.mapreduce.Difference.ATTEMPTS_COMMITTED_TWICE;
import static io.turnstile.core.mapreduce.Difference.DEAD_JOB;
import static io.turnstile.core.mapreduce.Difference.EXISTING_OUTPUT;
import static io.turnstile.core.mapreduce.Difference.FILE_NAMES;
import static io.turnstile.core.mapreduce.Difference.HALF_COMMITTED;
import static io.turnstile.core.mapreduce.Difference.JOB_COMMITTED_TWICE;
import static io.turnstile.core.mapreduce.Difference.RESTARTED_MASTER;
import static io.turnstile.core.mapreduce.Difference.SUCCESS_MARKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.MapFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.output.MapFileOutputFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a framework may expect of a committer, whatever it does to jobs and tasks. Runs against ours and, as the control,
 * against Hadoop's own; where the two differ, {@link Difference} says how, and nowhere else.
 */
abstract class OutputCommitterContract {
    private Path root;
    private Path output;
    private OutputFiles files;

    /** Where the output lies. */
    TestFileSystem storage() {
        return MiniHdfs.shared();
    }

    /** A job's configuration. */
    abstract Configuration configuration(Path root);

    /** Whether the framework is to commit a task that has written nothing. */
    boolean commitsIdleTasks() {
        return false;
    }

    /** Where a reader finds what was written to an output path; it need not exist. */
    abstract Path published(Path root, Path output) throws IOException;

    /** What this committer does there. */
    abstract String expected(Difference difference);

    /** Whether readers are told that the output is complete. */
    abstract boolean complete(Path root, Path output) throws IOException;

    /** Makes the commit of the job, which has committed two tasks, fail half-way. */
    abstract void failCommitHalfWay(Path root, SteppedJob job) throws IOException;

    /** The driver of the job that is running dies, and what is left of it runs out. */
    abstract void driverDies();

    @BeforeEach
    void makeRoot() {
        root = storage().freshRoot("committer");
        output = new Path(root, "travel/route_delays/_new");
        files = new OutputFiles(storage().configuration());
    }

    private SteppedJob job(int number) throws IOException {
        return new SteppedJob(configuration(root), output, number);
    }

    private List<String> rows() throws IOException {
        return files.rows(published(root, output));
    }

    private void assertDiffers(Difference difference, String observed) {
        assertThat(observed).as(difference.row()).isEqualTo(expected(difference));
    }

    private static boolean fails(ThrowingCallable call) {
        try {
            call.call();
            return false;
        } catch (Throwable expected) {
            return true;
        }
    }

    @Test
    void rowsAreReadOnceTheJobIsCommittedAndNoneBefore() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt first = job.attempt(0, 0).write("part-m-00000", "a", "b");
        assertThat(first.needsCommit()).isTrue();
        first.commit();
        job.attempt(1, 0).write("part-m-00001", "c").commit();
        assertThat(rows()).isEmpty();
        assertThat(complete(root, output)).isFalse();

        job.commit();

        assertThat(rows()).containsExactly("a", "b", "c");
        assertThat(complete(root, output)).isTrue();
        assertNothingLeftOver();
    }

    private void assertNothingLeftOver() throws IOException {
        assertThat(files.everything(root))
                .extracting(Path::getName)
                .doesNotContain("_temporary", "_attempts", "_tasks", "_sealed", "_begun")
                .noneMatch(name -> name.contains(".job") || name.endsWith(".tmp"));
    }

    @Test
    void completeOutputIsMarked() throws IOException {
        SteppedJob job = job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        job.commit();

        boolean file = files.everything(root).stream().anyMatch(path -> path.equals(new Path(output, "_SUCCESS")));
        assertDiffers(SUCCESS_MARKER, file ? "a file `_SUCCESS` in it" : "the commit record");
    }

    @Test
    void jobWithoutOutputIsEmptyAndComplete() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt idle = job.attempt(0, 0);
        assertThat(idle.needsCommit()).isEqualTo(commitsIdleTasks());
        idle.commit();
        job.commit();

        assertThat(rows()).isEmpty();
        assertThat(complete(root, output)).isTrue();
        assertNothingLeftOver();
    }

    @Test
    void jobOfMappersAloneWritesTextThroughItsFormat() throws Exception {
        SteppedJob job = job(1).setUp();
        job.attempt(0, 0).writePairs("k1", "v1").commit();
        job.attempt(1, 0).writePairs("k2", "v2", "k3", "v3").commit();
        job.commit();

        assertThat(rows()).containsExactly("k1\tv1", "k2\tv2", "k3\tv3");
        assertDiffers(FILE_NAMES, files.names(published(root, output)).get(0));
    }

    @Test
    void mapFilesAreLookedUpByTheirKeys() throws Exception {
        SteppedJob job = job(1).setUp();
        job.attempt(0, 0, pairs()).writePairs("a", "1", "c", "3").commit();
        job.attempt(1, 0, pairs()).writePairs("b", "2").commit();
        job.commit();

        MapFile.Reader[] readers = MapFileOutputFormat.getReaders(published(root, output), configuration(root));
        assertThat(readers).hasSize(2);
        assertThat(readers[0].get(new Text("c"), new Text())).isEqualTo(new Text("3"));
        assertThat(readers[0].get(new Text("b"), new Text())).isNull();
        assertThat(readers[1].get(new Text("b"), new Text())).isEqualTo(new Text("2"));
        for (MapFile.Reader reader : readers) {
            reader.close();
        }
    }

    /** The format is declared for any keys that can be compared. */
    @SuppressWarnings("unchecked")
    private static org.apache.hadoop.mapreduce.lib.output.FileOutputFormat<Text, Text> pairs() {
        return (org.apache.hadoop.mapreduce.lib.output.FileOutputFormat<Text, Text>)
                (org.apache.hadoop.mapreduce.lib.output.FileOutputFormat<?, ?>) new MapFileOutputFormat();
    }

    @Test
    void attemptsThatAreBothCommittedCountOnce() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt lower = job.attempt(0, 0).write("part-m-00000", "lower");
        SteppedJob.Attempt higher = job.attempt(0, 1).write("part-m-00000", "higher");
        lower.commit();
        higher.commit();
        job.attempt(1, 0).write("part-m-00001", "other").commit();
        job.commit();

        assertThat(rows()).hasSize(2).contains("other");
        assertDiffers(
                ATTEMPTS_COMMITTED_TWICE,
                rows().contains("lower") ? "the lower attempt counts" : "the later commit counts");
    }

    /** As when the answer to the first request was lost. */
    @Test
    void attemptThatIsCommittedTwiceCountsOnce() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt attempt =
                job.attempt(0, 0).write("part-m-00000", "a").write("dt=1/part-m-00000", "b");
        attempt.commit();
        attempt.commitAnyway();
        attempt.commit();
        job.commit();

        assertThat(rows()).containsExactly("a", "b");
        assertNothingLeftOver();
    }

    @Test
    void speculativeAttemptThatLosesIsForgotten() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt slow = job.attempt(0, 0).write("part-m-00000", "slow");
        SteppedJob.Attempt fast = job.attempt(0, 1).write("part-m-00000", "fast");
        slow.write("part-m-00000_1", "slow, too");
        fast.commit();
        slow.abort();
        job.commit();

        assertThat(rows()).containsExactly("fast");
        assertNothingLeftOver();
    }

    @Test
    void speculativeAttemptThatIsStillRunningAtTheEndIsForgotten() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt slow = job.attempt(0, 0).write("part-m-00000", "slow");
        job.attempt(0, 1).write("part-m-00000", "fast").commit();
        job.commit();

        assertThat(fails(slow::commitAnyway) || rows().equals(List.of("fast"))).isTrue();
        assertThat(rows()).containsExactly("fast");
    }

    @Test
    void commitOfTaskThatNeverRanChangesNothing() throws IOException {
        SteppedJob job = job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        SteppedJob.Attempt never = job.attempt(1, 0);
        assertThat(never.needsCommit()).isEqualTo(commitsIdleTasks());
        never.commitAnyway();
        job.commit();

        assertThat(rows()).containsExactly("a");
    }

    @Test
    void tasksWithCommonSubdirectoriesAreCommittedAtOnce() throws Exception {
        SteppedJob job = job(1).setUp();
        int tasks = 8;
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            int task = i;
            running.add(threads.submit(() -> {
                SteppedJob.Attempt attempt = job.attempt(task, 0);
                for (int day = 1; day <= 3; day++) {
                    attempt.write("dt=" + day + "/hour=1/part-m-%05d".formatted(task), day + "-" + task);
                }
                return attempt.commit();
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        job.commit();

        assertThat(rows()).hasSize(3 * tasks).doesNotHaveDuplicates();
        assertThat(files.names(published(root, output)))
                .allMatch(name -> name.matches("dt=[123]/hour=1/part-.*m-0000\\d.*"));
    }

    @Test
    void jobsToNeighbouringPathsDoNotMix() throws IOException {
        Path neighbour = new Path(root, "travel/route_delays_2/_new");
        SteppedJob one = job(1).setUp();
        SteppedJob two = new SteppedJob(configuration(root), neighbour, 2).setUp();
        one.attempt(0, 0).write("part-m-00000", "one").commit();
        two.attempt(0, 0).write("part-m-00000", "two").commit();
        two.attempt(1, 0).write("part-m-00001", "two, too").commit();
        one.commit();
        assertThat(rows()).containsExactly("one");
        assertThat(files.rows(published(root, neighbour))).isEmpty();

        two.commit();

        assertThat(rows()).containsExactly("one");
        assertThat(files.rows(published(root, neighbour))).containsExactly("two", "two, too");
        assertNothingLeftOver();
    }

    @Test
    void abortedTaskLeavesNothingWhetherOrNotItWrote() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt wrote = job.attempt(0, 0).write("part-m-00000", "aborted");
        wrote.abort();
        wrote.abort();
        job.attempt(1, 0).abort();
        job.attempt(0, 1).write("part-m-00000", "second try").commit();
        job.commit();

        assertThat(rows()).containsExactly("second try");
    }

    @Test
    void abortedJobLeavesNothingWhetherOrNotItWrote() throws IOException {
        SteppedJob idle = job(1).setUp();
        idle.abort();
        idle.abort();
        SteppedJob busy = job(2).setUp();
        busy.attempt(0, 0).write("part-m-00000", "committed").commit();
        SteppedJob.Attempt running = busy.attempt(1, 0).write("part-m-00001", "still running");
        busy.abort();
        running.abort();

        assertThat(rows()).isEmpty();
        assertThat(complete(root, output)).isFalse();
        assertNothingLeftOver();
    }

    @Test
    void whatIsCommittedStaysWhoeverAbortsAfterwards() throws IOException {
        SteppedJob job = job(1).setUp();
        SteppedJob.Attempt task = job.attempt(0, 0).write("part-m-00000", "a").commit();
        task.abort();
        job.commit();
        task.abort();
        job.abort();

        assertThat(rows()).containsExactly("a");
        assertThat(complete(root, output)).isTrue();
    }

    @Test
    void jobThatIsCommittedTwiceIsThereOnce() throws IOException {
        SteppedJob job = job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        job.commit();

        assertDiffers(JOB_COMMITTED_TWICE, fails(job::commit) ? "fails" : "does nothing");
        assertThatThrownBy(() -> job(1).commit()).isInstanceOf(IOException.class);
        assertThat(rows()).containsExactly("a");
    }

    @Test
    void commitThatFailsIsAborted() throws IOException {
        SteppedJob job = job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        job.attempt(1, 0).write("part-m-00001", "b").commit();
        failCommitHalfWay(root, job);

        assertThatThrownBy(job::commit).isInstanceOf(IOException.class);
        job.abort();

        assertThat(complete(root, output)).isFalse();
        assertDiffers(
                HALF_COMMITTED, rows().isEmpty() ? "leaves nothing to readers" : "leaves some of the files to readers");
        assertNothingLeftOver();
    }

    @Test
    void abortedJobIsRunAgainUnderTheSameId() throws IOException {
        SteppedJob first = job(1);
        first.submit();
        first.setUp().attempt(0, 0).write("part-m-00000", "aborted").commit();
        first.abort();

        SteppedJob again = job(1);
        assertDiffers(ABORTED_JOB, fails(again::submit) ? "is refused: the output exists" : "runs");
        again.setUp().attempt(0, 0).write("part-m-00000", "again").commit();
        again.commit();

        assertThat(rows()).containsExactly("again");
    }

    @Test
    void idOfAJobThatHasEndedServesAnother() throws IOException {
        SteppedJob first = job(1).setUp();
        first.attempt(0, 0).write("part-m-00000", "first").commit();
        first.commit();
        Path elsewhere = new Path(root, "travel/delays/_new");
        SteppedJob second = new SteppedJob(configuration(root), elsewhere, 1).setUp();
        second.attempt(0, 0).write("part-m-00000", "second").commit();
        second.commit();

        assertThat(rows()).containsExactly("first");
        assertThat(files.rows(published(root, elsewhere))).containsExactly("second");
    }

    @Test
    void outputThatExistsIsNotMixedWithNew() throws IOException {
        SteppedJob first = job(1).setUp();
        first.attempt(0, 0).write("part-m-00000", "first").commit();
        first.commit();

        SteppedJob second = job(2);
        assertDiffers(EXISTING_OUTPUT, fails(second::setUp) ? "fails" : "goes on");
        second.abort();
        assertThat(rows()).containsExactly("first");
    }

    @Test
    void masterThatStartsAgainPublishesEveryTaskOnce() throws IOException {
        SteppedJob first = new SteppedJob(configuration(root), output, 1, 1).setUp();
        first.attempt(0, 0).write("part-m-00000", "0").commit();
        first.attempt(1, 0).write("part-m-00001", "1, not committed");
        driverDies();

        SteppedJob second = new SteppedJob(configuration(root), output, 1, 2).setUp();
        boolean recovered = second.recover(0);
        if (!recovered) {
            second.attempt(0, 1000).write("part-m-00000", "0").commit();
        }
        second.attempt(1, 1000).write("part-m-00001", "1").commit();
        second.commit();

        assertDiffers(RESTARTED_MASTER, recovered ? "keeps the tasks that were committed" : "runs all tasks again");
        assertThat(rows()).containsExactly("0", "1");
        assertNothingLeftOver();
        first.abort();
        assertThat(rows()).containsExactly("0", "1");
    }

    @Test
    void jobThatFollowsOneThatDiedHasItsOwnRows() throws IOException {
        SteppedJob dead = job(1).setUp();
        dead.attempt(0, 0).write("part-m-00000", "old").commit();
        dead.attempt(1, 0).write("part-m-00001", "old, too").commit();
        driverDies();

        SteppedJob next = job(2).setUp();
        next.attempt(0, 0).write("part-m-00000", "new").commit();
        next.commit();

        assertDiffers(
                DEAD_JOB,
                rows().equals(List.of("new")) ? "publishes its own rows" : "also publishes rows of the dead one");
        assertNothingLeftOver();
        dead.abort();
    }
}
