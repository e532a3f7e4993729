package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Store;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** What a job asks of an object store. */
class ObjectJobCostTest {
    @Test
    void jobCommitAsksNoMoreForMoreFilesAndCopiesNone() throws Exception {
        List<String> two = requestsOfCommit(2);
        List<String> forty = requestsOfCommit(40);

        assertThat(forty).hasSameSizeAs(two).hasSizeLessThanOrEqualTo(45);
        assertThat(kinds(forty)).isEqualTo(kinds(two)).noneMatch(kind -> kind.equals("COPY"));
    }

    private static List<String> kinds(List<String> requests) {
        return requests.stream().map(request -> request.split(" ", 2)[0]).toList();
    }

    /** Runs a job of so many tasks, with a file each. */
    private static List<String> requestsOfCommit(int tasks) throws Exception {
        S3Store server = S3Store.shared();
        try (S3Gate gate = S3Gate.before(server)) {
            S3Store store = server.through(gate.address());
            Path root = store.freshRoot("cost");
            Configuration configuration = store.configuration();
            configuration.set("mapreduce.outputcommitter.factory.class", TurnstileCommitterFactory.class.getName());
            configuration.set("turnstile.root", root.toString());
            configuration.setBoolean("turnstile.store.trusted", true);
            configuration.set("turnstile.locks", "process");
            SteppedJob job = new SteppedJob(configuration, new Path(root, "travel/route_delays/_new"), 1).setUp();
            for (int task = 0; task < tasks; task++) {
                SteppedJob.Attempt attempt = job.attempt(task, 0);
                attempt.writeEmpty("d=%d/part-m-%05d".formatted(task % 2, task));
                gate.passed();
                attempt.commit();
                assertThat(kinds(gate.passed())).containsExactly("PUT", "HEAD");
            }
            job.commit();
            return gate.passed();
        }
    }
}
