package io.turnstile.bench.reuse;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What came of running a job.
 *
 * @param cpu processor time in seconds
 * @param tasks of it, that of tasks, as Spark counts it
 * @param wall seconds
 * @param result what it gave
 * @param datasets those of ours that it read
 */
record JobRun(double cpu, double tasks, double wall, JobResult result, SortedSet<String> datasets) {
    private static final String SEPARATOR = "\t";

    /** For {@link #parse}. */
    String line() {
        return String.join(
                SEPARATOR,
                Double.toString(cpu),
                Double.toString(tasks),
                Double.toString(wall),
                Integer.toString(result.rows()),
                result.digest(),
                String.join(",", datasets));
    }

    static JobRun parse(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        SortedSet<String> datasets = new TreeSet<>();
        if (!parts[5].isEmpty()) {
            datasets.addAll(Arrays.asList(parts[5].split(",", -1)));
        }
        return new JobRun(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                new JobResult(Integer.parseInt(parts[3]), parts[4]),
                datasets);
    }
}
