package io.turnstile.core.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All runs of a part that gives the same rows each time. Not thread-safe. */
final class PartRuns {
    final PartKey key;
    final String text;
    final String sql;
    final List<String> inputs;
    final long nodes;
    private final List<PartRun> runs = new ArrayList<>();
    private @Nullable PartKey within;
    private boolean always = true;

    /** @param nodes how many operators it has, to tell larger ones from smaller ones */
    PartRuns(PartKey key, String text, String sql, List<String> inputs, long nodes) {
        this.key = key;
        this.text = text;
        this.sql = sql;
        this.inputs = inputs;
        this.nodes = nodes;
    }

    /** @param around what it is a part of this time; null if that is nothing */
    void add(PartRun run, @Nullable PartKey around) {
        always &= runs.isEmpty() || (around != null && around.equals(within));
        within = around;
        runs.add(run);
    }

    int count() {
        return runs.size();
    }

    /** What it is a part of whenever it runs; null if it is not always the same. */
    @Nullable
    PartKey alwaysWithin() {
        return always ? within : null;
    }

    /** The first one first, by the clocks of their drivers. */
    List<PartRun> inOrder() {
        runs.sort(Comparator.comparing(run -> run.query.begunMillis()));
        return runs;
    }

    /** What reading it would have saved in all runs but the first, which had to write it; in nanoseconds. */
    double saved() {
        return sum(PartRun::saved);
    }

    /** The same besides what was taken to be read before; takes it to be read from now on. */
    double read() {
        return sum(PartRun::read);
    }

    private double sum(ToDoubleFunction<PartRun> ofRun) {
        double later = inOrder().stream().skip(1).mapToDouble(ofRun).sum();
        return Math.max(0, later - runs.get(0).nanosToWrite);
    }

    /** How long a run took, in nanoseconds: no more than that for half of them. */
    double median() {
        double[] sorted = runs.stream().mapToDouble(run -> run.nanos).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
