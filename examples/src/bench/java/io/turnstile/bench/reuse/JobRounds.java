package io.turnstile.bench.reuse;

import io.turnstile.bench.Pairs;
import io.turnstile.bench.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All jobs, run again and again in two applications: one with reuse, one without. Each job runs in both, one right after the
 * other, and another one first each time.
 */
final class JobRounds {
    private final List<Job> jobs;
    private final JobJvm with;
    private final JobJvm without;
    private final List<Round> rounds = new ArrayList<>();
    private final Map<String, SortedSet<String>> datasets = new TreeMap<>();

    /** What all jobs took together, in seconds. */
    private record Round(double cpuWith, double cpuWithout, double wallWith, double wallWithout) {}

    JobRounds(List<Job> jobs, JobJvm with, JobJvm without) {
        this.jobs = jobs;
        this.with = with;
        this.without = without;
    }

    /** Runs all jobs, so many times, and compares what they give, but does not keep what that took. */
    void warmUp(int times) {
        for (int i = 0; i < times; i++) {
            round(i);
        }
    }

    /**
     * Runs all jobs, so many times.
     *
     * @throws IllegalStateException if one gives other rows with reuse than without
     */
    void run(int times) {
        for (int i = 0; i < times; i++) {
            rounds.add(round(i));
        }
    }

    private Round round(int number) {
        Round sum = new Round(0, 0, 0, 0);
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            JobRun plain;
            JobRun reusing;
            if ((i + number) % 2 == 0) {
                plain = without.run(job);
                reusing = with.run(job);
            } else {
                reusing = with.run(job);
                plain = without.run(job);
            }
            check(job, plain, reusing);
            datasets.put(job.name(), reusing.datasets());
            System.err.printf(
                    "%s: %.2f s of processor time with reuse, reading %s; %.2f s without; %d rows%n",
                    job.name(),
                    reusing.cpu(),
                    reusing.datasets(),
                    plain.cpu(),
                    plain.result().rows());
            sum = new Round(
                    sum.cpuWith + reusing.cpu(),
                    sum.cpuWithout + plain.cpu(),
                    sum.wallWith + reusing.wall(),
                    sum.wallWithout + plain.wall());
        }
        return sum;
    }

    private static void check(Job job, JobRun plain, JobRun reusing) {
        if (!plain.result().equals(reusing.result())) {
            throw new IllegalStateException("The job %s gives %s with reuse, reading %s, and %s without"
                    .formatted(job.name(), reusing.result(), reusing.datasets(), plain.result()));
        }
        if (!plain.datasets().isEmpty()) {
            throw new IllegalStateException("Without reuse, the job " + job.name() + " reads " + plain.datasets());
        }
    }

    /** Processor time with reuse beside that without. */
    Pairs cpu() {
        return cpuAnd(0);
    }

    /** The same, with so much more for having computed what is reused. */
    Pairs cpuAnd(double more) {
        return Pairs.of(
                Unit.SECONDS,
                rounds.stream().map(round -> round.cpuWith + more).toList(),
                rounds.stream().map(Round::cpuWithout).toList());
    }

    /** Wall time with reuse beside that without. */
    Pairs wall() {
        return Pairs.of(
                Unit.SECONDS,
                rounds.stream().map(Round::wallWith).toList(),
                rounds.stream().map(Round::wallWithout).toList());
    }

    /** What was found in the last round: the part, and the job. */
    Hits hits() {
        SortedSet<String> expected = new TreeSet<>();
        SortedSet<String> found = new TreeSet<>();
        for (Job job : jobs) {
            job.contains().forEach(part -> expected.add(SharedParts.dataset(part) + " in " + job.name()));
            datasets.getOrDefault(job.name(), new TreeSet<>()).forEach(name -> found.add(name + " in " + job.name()));
        }
        return new Hits(expected, found);
    }

    /**
     * Parts of queries that were read from datasets.
     *
     * @param expected all that are there
     * @param found those that were
     */
    record Hits(SortedSet<String> expected, SortedSet<String> found) {
        boolean areAll() {
            return found.equals(expected);
        }

        @Override
        public String toString() {
            SortedSet<String> missed = new TreeSet<>(expected);
            missed.removeAll(found);
            SortedSet<String> besides = new TreeSet<>(found);
            besides.removeAll(expected);
            return "%d of %d%s%s"
                    .formatted(
                            expected.size() - missed.size(),
                            expected.size(),
                            missed.isEmpty() ? "" : "; not " + String.join(", ", missed),
                            besides.isEmpty() ? "" : "; besides " + String.join(", ", besides));
        }
    }
}
