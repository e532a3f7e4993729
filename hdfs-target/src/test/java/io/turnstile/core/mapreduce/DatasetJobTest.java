package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.junit.jupiter.api.Test;

/** What a job does to the dataset that it is to make, and what its options change about that. */
class DatasetJobTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final DatasetJobs jobs = new DatasetJobs();

    @Test
    void datasetThatExistsFailsTheJobBeforeAnyTaskStarts() throws IOException {
        jobs.publish(1, "first");
        List<String> before = jobs.names();

        SteppedJob second = jobs.job(2);
        second.submit();
        assertThatThrownBy(second::setUp)
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContainingAll(
                        "Cannot set up job job_202611240000_0002-1",
                        "dataset travel.route_delays exists (g-00000001-",
                        "published by application job_202611240000_0001",
                        "turnstile.exists=skip",
                        "turnstile.rerun=allow");
        second.abort();

        assertThat(jobs.rows()).containsExactly("first");
        assertThat(jobs.names()).isEqualTo(before);
    }

    @Test
    void jobThatSkipsRunsAndPublishesNothing() throws IOException {
        jobs.publish(1, "first");
        long version = jobs.record().version();
        List<String> before = jobs.names();

        SteppedJob second = jobs.job(2, "turnstile.exists", "skip", "turnstile.rerun", "allow")
                .setUp();
        SteppedJob.Attempt task = second.attempt(0, 0).write("part-m-00000", "in vain");
        assertThat(task.needsCommit()).isFalse();
        task.commitAnyway();
        second.commit();

        assertThat(jobs.rows()).containsExactly("first");
        assertThat(jobs.record().version()).isEqualTo(version);
        assertThat(jobs.names()).isEqualTo(before);
    }

    @Test
    void jobThatWouldSkipPublishesWhatIsNotThere() throws IOException {
        jobs.publish(1, "first", "turnstile.exists", "skip");

        assertThat(jobs.rows()).containsExactly("first");
    }

    @Test
    void rerunThatIsAllowedReplacesTheDataset() throws IOException {
        jobs.publish(1, "first");
        jobs.publish(2, "second", "turnstile.rerun", "allow");

        assertThat(jobs.rows()).containsExactly("second");
        assertThat(jobs.head().orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void secondJobWaitsForTheFirst() throws Exception {
        SteppedJob first = jobs.job(1).setUp();
        first.attempt(0, 0).write("part-m-00000", "first").commit();
        SteppedJob second = jobs.job(2);
        Waiting waiting = new Waiting(second);

        first.commit();

        waiting.failsWith("dataset travel.route_delays exists");
        assertThat(jobs.rows()).containsExactly("first");
    }

    @Test
    void jobThatIsAbortedWhileItWaitsTakesNoLock() throws Exception {
        SteppedJob first = jobs.job(1).setUp();
        SteppedJob second = jobs.job(2);
        Waiting waiting = new Waiting(second);

        second.abort();
        first.abort();

        waiting.failsWith("it was aborted");
        jobs.publish(3, "third");
        assertThat(jobs.rows()).containsExactly("third");
    }

    /** A job whose set-up waits for another one. */
    private static final class Waiting {
        private final CompletableFuture<SteppedJob> setUp = new CompletableFuture<>();

        Waiting(SteppedJob job) {
            Thread thread = new Thread(() -> {
                try {
                    setUp.complete(job.setUp());
                } catch (IOException | RuntimeException e) {
                    setUp.completeExceptionally(e);
                }
            });
            thread.start();
            Eventually.within(SOON, "it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
        }

        void failsWith(String message) {
            assertThat(setUp)
                    .failsWithin(SOON)
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .withMessageContaining(message);
        }
    }

    @Test
    void setUpThatFailsHalfWayLeavesNothing() throws IOException {
        Path log = new NewOutput(jobs.output()).layout().log();
        DistributedFileSystem files = (DistributedFileSystem) log.getFileSystem(jobs.configuration());
        files.mkdirs(log);
        // The directory itself and one more: there is room for the job's file, or for half of a generation's
        // directories.
        files.setQuota(log, 2, HdfsConstants.QUOTA_DONT_SET);

        assertThatThrownBy(() -> jobs.job(1).setUp()).isInstanceOf(QuotaExceededException.class);
        assertThat(jobs.names()).isEmpty();
        files.setQuota(log, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
        jobs.publish(1, "first");
        assertThat(jobs.rows()).containsExactly("first");
    }

    /** It publishes nothing, so that it has its files to delete itself, of which there are two. */
    @Test
    void jobThatIsAbortedByAnInterruptedThreadLeavesNothing() throws IOException {
        jobs.publish(1, "first");
        List<String> before = jobs.names();
        SteppedJob job = jobs.job(2, "turnstile.exists", "skip").setUp();
        job.attempt(0, 0).write("part-m-00000", "in vain");
        Thread.currentThread().interrupt();
        job.abort();

        assertThat(Thread.interrupted()).as("is still interrupted").isTrue();
        assertThat(jobs.names()).isEqualTo(before);
    }

    /** Else its rows would be missing, and nobody would know. */
    @Test
    void taskThatCannotTellWhatBecomesOfItsRowsFails() throws IOException {
        SteppedJob job = jobs.job(1).setUp();
        Path file = new Path(
                new NewOutput(jobs.output()).layout().log(),
                jobs.names().stream()
                        .filter(name -> name.endsWith(".job"))
                        .findFirst()
                        .orElseThrow());
        FileSystem files = file.getFileSystem(jobs.configuration());
        String whole;
        try (var in = files.open(file)) {
            whole = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String damaged : List.of("", "g", whole.substring(0, whole.length() - 1), whole + " ")) {
            try (var out = files.create(file, true)) {
                out.write(damaged.getBytes(StandardCharsets.UTF_8));
            }
            assertThatThrownBy(() -> job.attempt(0, 0).needsCommit())
                    .as(damaged)
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll(file.toString(), "it is damaged");
        }
        job.abort();
    }

    /** What it writes into is nobody's, and goes with what the other one replaced. */
    @Test
    void jobThatSkipsIsToldIfTheDatasetIsReplacedMeanwhile() throws IOException {
        jobs.publish(1, "first");
        SteppedJob skipping = jobs.job(2, "turnstile.exists", "skip").setUp();
        jobs.publish(3, "third", "turnstile.rerun", "allow");

        assertThatThrownBy(() -> skipping.attempt(0, 0).write("part-m-00000", "in vain"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContaining("another one has replaced the dataset since");
        skipping.abort();
        assertThat(jobs.rows()).containsExactly("third");
    }

    @Test
    void rootThatHasBeenUsedIsFoundAboveTheDataset() throws IOException {
        Configuration unnamed = jobs.configuration();
        unnamed.unset("turnstile.root");
        SteppedJob early = new SteppedJob(unnamed, jobs.output(), 1);
        assertThatThrownBy(early::setUp)
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContainingAll("Cannot write to " + jobs.output(), "Set 'turnstile.root'");

        jobs.publish(2, "first");
        Path other = new Path(jobs.root(), "travel/by_train/delays/_new");
        SteppedJob found = new SteppedJob(unnamed, other, 3).setUp();
        found.attempt(0, 0).write("part-m-00000", "found").commit();
        found.commit();

        FileSystem files = other.getFileSystem(unnamed);
        assertThat(files.exists(new Path(jobs.root(), "travel/by_train/delays/_turnstile/00000001.json")))
                .isTrue();
    }

    @Test
    void outputThatIsNotInTheNamedRootIsRefused() throws IOException {
        Path elsewhere = new Path(MiniHdfs.shared().freshRoot("elsewhere"), "travel/_new");
        assertThatThrownBy(() -> new SteppedJob(jobs.configuration(), elsewhere, 1).setUp())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(elsewhere.toString(), "for the root " + jobs.root());

        Path noName = new Path(jobs.root(), "_new");
        assertThatThrownBy(() -> new SteppedJob(jobs.configuration(), noName, 1).setUp())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<root>/<dataset>/_new");
    }

    @Test
    void mistakesInOptionsAreToldBeforeAnythingIsDone() throws IOException {
        assertThatThrownBy(() -> jobs.job(1, "turnstile.reruns", "allow").setUp())
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("There is no option 'turnstile.reruns'; did you mean 'turnstile.rerun'?");
        assertThatThrownBy(() -> jobs.job(1, "turnstile.exists", "ignore").setUp())
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The option 'turnstile.exists' is 'ignore'; it takes 'fail' or 'skip'.");
        assertThatThrownBy(() -> jobs.job(1, "turnstile.lock.wait", "soon").setUp())
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("lock.wait");

        assertThat(jobs.names()).isEmpty();
    }

    @Test
    void manifestSaysTheFormatThatTheJobNames() throws IOException {
        jobs.publish(1, "first", "turnstile.format", "CSV");

        Path manifest = new Path(new NewOutput(jobs.output())
                .layout()
                .manifest(jobs.head().orElseThrow().name())
                .toUri());
        try (var in = manifest.getFileSystem(jobs.configuration()).open(manifest)) {
            assertThat(in).asString(StandardCharsets.UTF_8).contains("\"dataFormat\":\"csv\"");
        }
    }

    @Test
    void taskOfAJobThatIsOverOrWasNeverSetUpIsTold() throws IOException {
        SteppedJob never = jobs.job(1);
        assertThatThrownBy(() -> never.attempt(0, 0).write("part-m-00000", "x"))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageContainingAll("There is no job job_202611240000_0001-1", "travel/route_delays");

        SteppedJob over = jobs.job(2).setUp();
        SteppedJob.Attempt late = over.attempt(0, 0).write("part-m-00000", "late");
        over.commit();
        assertThatThrownBy(late::commitAnyway).isInstanceOf(IOException.class).hasMessageContaining("is over");
        late.abort();
        over.attempt(1, 0).abort();
        assertThat(jobs.rows()).isEmpty();
    }

    @Test
    void otherPathsAreWrittenAsEver() throws IOException {
        Path plain = new Path(MiniHdfs.shared().freshRoot("plain"), "output");
        SteppedJob job = new SteppedJob(jobs.configuration(), plain, 1).setUp();
        job.attempt(0, 0).write("part-m-00000", "plain").commit();
        job.commit();

        assertThat(new OutputFiles(jobs.configuration()).names(plain)).containsExactly("part-m-00000");
        assertThat(plain.getFileSystem(jobs.configuration()).exists(new Path(plain, "_SUCCESS")))
                .isTrue();
    }

    @Test
    void directoryOfADatasetIsNotWrittenTo() throws IOException {
        jobs.publish(1, "first");

        Path dataset = jobs.output().getParent();
        assertThatThrownBy(() -> new SteppedJob(jobs.configuration(), dataset, 2).setUp())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot write to " + dataset, "<dataset>/_new");
        assertThatThrownBy(() -> new SteppedJob(jobs.configuration(), new Path(jobs.output(), ".spark-staging-1"), 2))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("a dataset is a whole", "partitionOverwriteMode=static");
    }
}
