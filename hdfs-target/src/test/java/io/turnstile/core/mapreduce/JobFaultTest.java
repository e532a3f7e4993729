package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs that are committed or aborted once too often, or are taken for one another: the committed stays committed. */
@Tag("fault-6")
class JobFaultTest {
    private static RedisServer redis;

    private final DatasetJobs jobs = new DatasetJobs(redis.address());

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void jobIsCommittedTwice() throws IOException {
        SteppedJob job = jobs.job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        job.commit();
        CommitRecord committed = jobs.record();

        job.commit();
        assertThatThrownBy(() -> jobs.job(1).commit())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("Cannot commit job job_202611240000_0001-1", "was not set up here");

        assertThat(jobs.record()).isEqualTo(committed);
        assertThat(jobs.rows()).containsExactly("a");
    }

    @Test
    void jobIsAbortedAfterItsCommit() throws IOException {
        SteppedJob job = jobs.job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        job.commit();
        CommitRecord committed = jobs.record();

        job.abort();
        jobs.job(1).abort();
        assertThatThrownBy(job::setUp).isInstanceOf(IOException.class).hasMessageContaining("was set up before");

        assertThat(jobs.record()).isEqualTo(committed);
        assertThat(jobs.rows()).containsExactly("a");
    }

    @Test
    void jobIsCommittedAfterItsAbort() throws IOException {
        SteppedJob job = jobs.job(1).setUp();
        job.attempt(0, 0).write("part-m-00000", "a").commit();
        job.abort();

        assertThatThrownBy(job::commit).isInstanceOf(IOException.class).hasMessageContaining("was aborted");
        assertThat(jobs.head()).isEmpty();
    }

    /** Redis has forgotten the lock, so that nothing but the id stands between the two. */
    @Test
    void twoApplicationsWithOneIdWriteOneDataset() throws IOException {
        SteppedJob first = jobs.job(1).setUp();
        first.attempt(0, 0).write("part-m-00000", "first").commit();
        redis.ask("FLUSHALL");

        SteppedJob second = jobs.job(1);
        assertThatThrownBy(second::setUp)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("another job of that id is writing the same dataset", "delete hdfs://");
        second.abort();
        first.attempt(1, 0).write("part-m-00001", "first, too").commit();
        first.commit();
        second.abort();

        assertThat(jobs.rows()).containsExactly("first", "first, too");
    }

    /** The lock keeps them apart as it does any other two. */
    @Test
    void twoApplicationsWithOneIdWriteOneDatasetOneAfterTheOther() throws IOException {
        jobs.publish(1, "first");
        assertThatThrownBy(() -> jobs.publish(1, "second")).hasMessageContaining("exists");
        jobs.publish(1, "second", "turnstile.rerun", "allow");

        assertThat(jobs.rows()).containsExactly("second");
        assertThat(jobs.record().generations()).hasSize(2);
    }

    /** Redis has forgotten the lock of a job that goes on: of the two that publish, one is told that it did not. */
    @Test
    void twoApplicationsPublishAtOnce() throws IOException {
        SteppedJob first = jobs.job(1).setUp();
        first.attempt(0, 0).write("part-m-00000", "first").commit();
        redis.ask("FLUSHALL");
        SteppedJob second = jobs.job(2).setUp();
        second.attempt(0, 0).write("part-m-00000", "second").commit();
        second.commit();

        assertThatThrownBy(first::commit).isInstanceOf(IOException.class).hasMessageContaining("Cannot create version");
        first.abort();
        second.abort();

        assertThat(jobs.rows()).containsExactly("second");
        assertThat(jobs.names()).noneMatch(name -> name.contains(".job"));
    }

    /** The winner has collected what the other can no longer publish, which is how that one finds out. */
    @Test
    void applicationThatLostAndWouldSkipIsContentWithTheWinnersRows() throws IOException {
        SteppedJob first = jobs.job(1, "turnstile.exists", "skip").setUp();
        first.attempt(0, 0).write("part-m-00000", "first").commit();
        redis.ask("FLUSHALL");
        jobs.publish(2, "second");
        assertThat(jobs.names()).noneMatch(name -> name.contains("_tasks"));

        first.commit();
        first.abort();

        assertThat(jobs.rows()).containsExactly("second");
    }
}
