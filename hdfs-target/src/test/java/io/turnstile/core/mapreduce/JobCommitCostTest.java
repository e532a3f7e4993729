package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** What the commit of a job asks of the NameNode. */
class JobCommitCostTest {
    private static final String LISTING = "listStatus";
    private static final int PAGE = 1000;

    @Test
    void jobCommitCostsOneListingPagePerThousandFilesAndNothingElseGrows() throws Exception {
        Map<String, Integer> ten = requestsOfCommit(10, 10, 1);
        assertThat(ten.get("rename"))
                .as("what seals the generation, and the record's own")
                .isEqualTo(2);
        assertThat(ten.values().stream().mapToInt(count -> count).sum()).isLessThanOrEqualTo(20);

        for (int files : new int[] {1000, 3000}) {
            // One file of each task is the dearest: every task leaves a mark, which is listed as well.
            Map<String, Integer> requests = requestsOfCommit(files, files, 1);

            int morePages = 2 * (files / PAGE - 1);
            assertThat(requests.get(LISTING)).isEqualTo(ten.get(LISTING) + morePages);
            assertThat(without(requests, LISTING)).isEqualTo(without(ten, LISTING));
        }
    }

    @Test
    void jobCommitCostsOneListingPagePerDirectory() throws Exception {
        Map<String, Integer> one = requestsOfCommit(60, 10, 1);
        Map<String, Integer> thirty = requestsOfCommit(60, 10, 30);

        assertThat(thirty.get(LISTING)).isEqualTo(one.get(LISTING) + 29);
        assertThat(without(thirty, LISTING)).isEqualTo(without(one, LISTING));
    }

    private static Map<String, Integer> without(Map<String, Integer> requests, String request) {
        Map<String, Integer> others = new TreeMap<>(requests);
        others.remove(request);
        return others;
    }

    /** Runs a job whose tasks write so many files in all into so many directories, and counts what its commit asks. */
    private static Map<String, Integer> requestsOfCommit(int files, int tasks, int directories) throws Exception {
        Path root = MiniHdfs.shared().freshRoot("cost");
        Configuration configuration = MiniHdfs.shared().configuration();
        configuration.set("mapreduce.outputcommitter.factory.class", TurnstileCommitterFactory.class.getName());
        configuration.set("turnstile.root", root.toString());
        configuration.set("turnstile.locks", "process");
        SteppedJob job = new SteppedJob(configuration, new Path(root, "travel/route_delays/_new"), 1).setUp();
        for (int task = 0; task < tasks; task++) {
            SteppedJob.Attempt attempt = job.attempt(task, 0);
            for (int file = task; file < files; file += tasks) {
                attempt.writeEmpty("d=%d/part-m-%05d_%d".formatted(file % directories, task, file));
            }
            attempt.commit();
        }
        return Requests.during(job::commit, root);
    }
}
