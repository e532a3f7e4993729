package io.turnstile.bench.reuse;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What came of running a job.
 *
 * @param cpu processor time in seconds
 * @param wall seconds
 * @param result what it gave
 * @param datasets those of ours that it read
 */
record JobRun(double cpu, double wall, JobResult result, SortedSet<String> datasets) {
    private static final String SEPARATOR = "\t";

    /** For {@link #parse}. */
    String line() {
        return String.join(
                SEPARATOR,
                Double.toString(cpu),
                Double.toString(wall),
                Integer.toString(result.rows()),
                result.digest(),
                String.join(",", datasets));
    }

    static JobRun parse(String line) {
        String[] parts = line.split(SEPARATOR, -1);
        SortedSet<String> datasets = new TreeSet<>();
        if (!parts[4].isEmpty()) {
            datasets.addAll(Arrays.asList(parts[4].split(",", -1)));
        }
        return new JobRun(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                new JobResult(Integer.parseInt(parts[2]), parts[3]),
                datasets);
    }
}
