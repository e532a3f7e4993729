package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Attempts that finish more than once, whoever is told of it: each row is there once, counted and summed up. */
@Tag("fault-5")
class AttemptFaultTest {
    private static final int TASKS = 4;
    private static final int ROWS = 250;

    private final DatasetJobs jobs = new DatasetJobs();
    private final ExecutorService executors = Executors.newFixedThreadPool(2 * TASKS);

    @AfterEach
    void stopExecutors() {
        executors.shutdownNow();
    }

    @Test
    void executorIsLostBetweenTheCommitOfItsTaskAndItsAcknowledgement() throws IOException {
        SteppedJob job = jobs.job(1).setUp();
        for (int task = 0; task < TASKS; task++) {
            written(job, task, 0).commit();
            // The driver was not told, and has the task run again.
            written(job, task, 1).commit();
        }
        job.commit();

        assertEveryRowIsThereOnce();
    }

    @Test
    void executorIsLostAndTheNextAttemptIsNotEvenAllowedToCommit() throws IOException {
        SteppedJob job = jobs.job(1).setUp();
        for (int task = 0; task < TASKS; task++) {
            written(job, task, 0).commit();
            written(job, task, 1).abort();
        }
        job.commit();

        assertEveryRowIsThereOnce();
    }

    @Test
    void speculativeAttemptsAreCommittedAtTheSameMoment() throws Exception {
        for (int round = 1; round <= 3; round++) {
            SteppedJob job = jobs.job(round, "turnstile.rerun", "allow").setUp();
            CyclicBarrier together = new CyclicBarrier(2 * TASKS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 2 * TASKS; i++) {
                SteppedJob.Attempt attempt = written(job, i / 2, i % 2);
                running.add(executors.submit(() -> {
                    together.await();
                    return attempt.commit();
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
            job.commit();

            assertEveryRowIsThereOnce();
        }
    }

    @Test
    void speculativeAttemptIsCommittedWhileTheJobIs() throws Exception {
        for (int round = 1; round <= 5; round++) {
            SteppedJob job = jobs.job(round, "turnstile.rerun", "allow").setUp();
            CyclicBarrier together = new CyclicBarrier(TASKS + 1);
            List<Future<?>> running = new ArrayList<>();
            for (int task = 0; task < TASKS; task++) {
                SteppedJob.Attempt slow = written(job, task, 0);
                written(job, task, 1).commit();
                running.add(executors.submit(() -> {
                    together.await();
                    return slow.commit();
                }));
            }
            together.await();
            job.commit();
            for (Future<?> each : running) {
                try {
                    each.get();
                } catch (java.util.concurrent.ExecutionException tooLate) {
                    assertThat(tooLate).hasCauseInstanceOf(IOException.class);
                }
            }

            assertEveryRowIsThereOnce();
        }
    }

    /** The task's rows, in two files; numbers that are all different. */
    private static SteppedJob.Attempt written(SteppedJob job, int task, int attempt) throws IOException {
        String[] rows = LongStream.range((long) task * ROWS, (long) (task + 1) * ROWS)
                .mapToObj(Long::toString)
                .toArray(String[]::new);
        String[] half = java.util.Arrays.copyOfRange(rows, 0, ROWS / 2);
        String[] rest = java.util.Arrays.copyOfRange(rows, ROWS / 2, ROWS);
        return job.attempt(task, attempt)
                .write("part-m-%05d".formatted(task), half)
                .write("dt=1/part-m-%05d".formatted(task), rest);
    }

    private void assertEveryRowIsThereOnce() throws IOException {
        List<String> rows = jobs.rows();
        long count = (long) TASKS * ROWS;
        assertThat(rows).hasSize((int) count);
        assertThat(rows.stream().mapToLong(Long::parseLong).sum()).isEqualTo(count * (count - 1) / 2);
        assertThat(jobs.head().orElseThrow().size().files()).isEqualTo(2 * TASKS);
    }
}
