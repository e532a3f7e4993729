package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Store;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** A page of a listing has a thousand objects, as those of AWS have, and a deletion 250: seven requests more for 999 files more. */
    @Test
    void jobCommitOfAThousandFilesListsAndDeletesByThePage() throws Exception {
        Map<String, Long> two = counted(requestsOfCommit(2));
        Map<String, Long> many = counted(requestsOfCommit(1001));

        // Of 1,001 files, 1,001 marks three pages rather than one, and of the marks alone two.
        assertThat(many.remove("LIST")).isEqualTo(two.remove("LIST") + 2 + 1);
        // The last mark is alone in its page.
        assertThat(many.remove("POST")).isEqualTo(two.remove("POST") + 3);
        assertThat(many.remove("DELETE")).isEqualTo(two.remove("DELETE") + 1);
        assertThat(many).isEqualTo(two);
    }

    private static Map<String, Long> counted(List<String> requests) {
        return requests.stream()
                .collect(Collectors.groupingBy(
                        request -> request.contains("list-type") ? "LIST" : request.split(" ", 2)[0],
                        TreeMap::new,
                        Collectors.counting()));
    }

    private static List<String> kinds(List<String> requests) {
        return requests.stream().map(request -> request.split(" ", 2)[0]).toList();
    }

    /** Runs a job of so many tasks, with a file each. */
    private static List<String> requestsOfCommit(int tasks) throws Exception {
        try (S3Gate gate = S3Gate.before(S3Store.shared())) {
            S3Store store = gate.store();
            Configuration configuration = store.configuration();
            configuration.set("fs.s3a.paging.maximum", "1000");
            configuration.set("fs.s3a.performance.flags", "create");
            Path root = new Path(configuration.get("fs.defaultFS"), "/cost");
            root.getFileSystem(configuration).mkdirs(root);
            configuration.set("mapreduce.outputcommitter.factory.class", TurnstileCommitterFactory.class.getName());
            configuration.set("turnstile.root", root.toString());
            configuration.setBoolean("turnstile.store.trusted", true);
            configuration.set("turnstile.locks", "process");
            SteppedJob job = new SteppedJob(configuration, new Path(root, "travel/route_delays/_new"), 1).setUp();
            gate.passed();
            writeAtOnce(job, tasks);
            // Each learns what its job is, writes its file, leaves its mark, and looks whether the job goes on.
            assertThat(counted(gate.passed()))
                    .isEqualTo(Map.of("HEAD", 2L * tasks, "GET", 1L * tasks, "PUT", 2L * tasks));
            job.commit();
            return gate.passed();
        }
    }

    private static void writeAtOnce(SteppedJob job, int count) throws Exception {
        ExecutorService slots = Executors.newFixedThreadPool(8);
        try {
            List<Callable<SteppedJob.Attempt>> tasks = IntStream.range(0, count)
                    .<Callable<SteppedJob.Attempt>>mapToObj(task -> () -> write(job, task))
                    .toList();
            for (Future<SteppedJob.Attempt> task : slots.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            slots.shutdown();
        }
    }

    private static SteppedJob.Attempt write(SteppedJob job, int task) throws IOException {
        SteppedJob.Attempt attempt = job.attempt(task, 0);
        attempt.writeEmpty("d=%d/part-m-%05d".formatted(task % 2, task));
        return attempt.commit();
    }
}
