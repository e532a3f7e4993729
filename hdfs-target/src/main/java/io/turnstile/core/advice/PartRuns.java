package io.turnstile.core.advice;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** All runs of a part that gives the same rows each time. Not thread-safe. */
final class PartRuns {
    final PartKey key;
    final Set<String> columns;
    final String text;
    final String sql;
    final List<String> inputs;
    final long nodes;

    /** How many columns it has that no run of it had by itself: others of these runs had them. */
    final int moreColumns;

    private final List<PartRun> own = new ArrayList<>();
    private final List<PartRun> served = new ArrayList<>();
    private @Nullable PartKey within;
    private boolean always = true;

    /**
     * A part that has not run yet.
     *
     * @param columns hashes of those that it gives
     * @param nodes how many operators it has, to tell larger ones from smaller ones
     */
    PartRuns(PartKey key, Set<String> columns, String text, String sql, List<String> inputs, long nodes) {
        this(key, columns, text, sql, inputs, nodes, 0);
    }

    private PartRuns(
            PartKey key,
            Set<String> columns,
            String text,
            String sql,
            List<String> inputs,
            long nodes,
            int moreColumns) {
        this.key = key;
        this.columns = columns;
        this.text = text;
        this.sql = sql;
        this.inputs = inputs;
        this.nodes = nodes;
        this.moreColumns = moreColumns;
    }

    /** The part with the columns of all of these, of which each gives the same rows: a dataset of it would serve them all. */
    static PartRuns uniting(List<PartRuns> parts) {
        PartRuns widest = Collections.max(parts, Comparator.comparing(part -> part.columns.size()));
        SortedSet<String> columns = new TreeSet<>();
        parts.forEach(part -> columns.addAll(part.columns));
        PartRuns all = new PartRuns(
                new PartKey(widest.key.rows(), Digest.of(columns), widest.key.inputs()),
                columns,
                widest.text,
                widest.sql,
                widest.inputs,
                widest.nodes,
                columns.size() - widest.columns.size());
        Set<RanQuery> queries = new HashSet<>();
        for (PartRuns part : parts) {
            for (PartRun run : part.own) {
                if (queries.add(run.query)) {
                    all.served.add(run);
                }
            }
        }
        all.always = false;
        return all;
    }

    /** @param around what it is a part of this time; null if that is nothing */
    void add(PartRun run, @Nullable PartKey around) {
        always &= own.isEmpty() || Objects.equals(around, within);
        within = around;
        own.add(run);
    }

    /** Whether a dataset of this part has the columns of another one, and more. */
    boolean isWiderThan(PartRuns other) {
        return columns.size() > other.columns.size() && columns.containsAll(other.columns);
    }

    /** Takes a dataset of this part to serve the runs of another one, too: those of other queries, once it is there. */
    void serve(PartRuns narrower) {
        long first = first().query.begunMillis();
        Set<RanQuery> queries = new HashSet<>();
        own.forEach(run -> queries.add(run.query));
        served.forEach(run -> queries.add(run.query));
        for (PartRun run : narrower.own) {
            if (run.query.begunMillis() > first && queries.add(run.query)) {
                served.add(run);
                always &= Objects.equals(within, narrower.alwaysWithin());
            }
        }
    }

    /** How often it ran itself. */
    int ownCount() {
        return own.size();
    }

    /** How often it ran, or another one did that a dataset of it serves. */
    int count() {
        return own.size() + served.size();
    }

    /** What it is a part of whenever it runs; null if it is not always the same. */
    @Nullable
    PartKey alwaysWithin() {
        return always ? within : null;
    }

    /** The first one first, by the clocks of their drivers. */
    List<PartRun> inOrder() {
        List<PartRun> runs = new ArrayList<>(own);
        runs.addAll(served);
        runs.sort(Comparator.comparing(run -> run.query.begunMillis()));
        return runs;
    }

    private PartRun first() {
        return inOrder().get(0);
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
        double wider = columns.size() / (double) Math.max(1, columns.size() - moreColumns);
        return Math.max(0, later - first().nanosToWrite * wider);
    }

    /** How long a run took, in nanoseconds: no more than that for half of them. */
    double median() {
        double[] sorted =
                inOrder().stream().mapToDouble(run -> run.nanos).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
