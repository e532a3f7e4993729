package io.turnstile.core.advice;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All runs of a part that gives the same rows each time. Not thread-safe. */
final class PartRuns {
    private static final double NEARLY_ALL = 0.9;

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

    /** Those that this one stands for, if it stands for several. */
    final List<PartRuns> united = new ArrayList<>();

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
    static PartRuns uniting(List<PartRuns> same) {
        // What only adds columns to another one gives the same rows, and can be had from that.
        Set<PartRun> around = Collections.newSetFromMap(new IdentityHashMap<>());
        same.forEach(part -> part.own.forEach(run -> run.addAround(around)));
        List<PartRuns> parts =
                same.stream().filter(part -> !around.containsAll(part.own)).toList();
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
        parts.forEach(part -> all.served.addAll(part.own));
        all.always = false;
        all.united.addAll(parts);
        return all;
    }

    /** @param around what it is a part of this time; null if that is nothing */
    void add(PartRun run, @Nullable PartKey around) {
        always &= own.isEmpty() || Objects.equals(around, within);
        within = around;
        own.add(run);
    }

    /** Whether a dataset of this part would do for another one, too. */
    boolean has(PartRuns other) {
        return other != this
                && key.dataset().equals(other.key.dataset())
                && columns.containsAll(other.columns)
                && (columns.size() > other.columns.size() || !united.isEmpty());
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

    /**
     * What a dataset of it saves besides what is taken to be read: what reading it saves in each run, the first too, without what it
     * takes to compute and write it once. In nanoseconds; less than nothing where it is not worth it. Nothing where no run has
     * computed all of its rows, as nobody knows what that takes.
     */
    double saved() {
        if (inOrder().stream().noneMatch(run -> run.whole)) {
            return 0;
        }
        double rows = rows();
        return inOrder().stream().mapToDouble(run -> run.saved(rows)).sum() - toCompute() - toWrite();
    }

    /** Takes it to be read from now on. */
    void read() {
        double rows = rows();
        inOrder().forEach(run -> run.read(rows));
    }

    /** What computing all of its columns once would take, in nanoseconds. */
    double toCompute() {
        PartRuns basis = basis();
        return basis.typical().toCompute(columns.size() - basis.columns.size());
    }

    /** What writing them would take, in nanoseconds. */
    double toWrite() {
        PartRuns basis = basis();
        return basis.typical().toWrite(rows()) * columns.size() / Math.max(1, basis.columns.size());
    }

    /** What reading it would take in all runs, in nanoseconds. */
    double toRead() {
        double rows = rows();
        return inOrder().stream().mapToDouble(run -> run.toRead(rows)).sum();
    }

    /** How many rows it has. A query that needs few of them, and has a condition moved beneath it, computes fewer. */
    private double rows() {
        return inOrder().stream()
                .filter(run -> run.whole)
                .mapToDouble(run -> run.given)
                .max()
                .orElse(0);
    }

    /** Of those that it unites the one that took longest, of those that computed all rows if there are any. */
    private PartRuns basis() {
        double rows = rows();
        Comparator<PartRuns> better = Comparator.comparing(
                        (PartRuns part) -> part.typical().whole && part.typical().given >= NEARLY_ALL * rows)
                .thenComparing(part -> part.typical().warm);
        return united.stream().max(better).orElse(this);
    }

    /** Of its own runs that computed all rows, one in the middle. */
    private PartRun typical() {
        double most = own.stream().mapToDouble(run -> run.given).max().orElse(0);
        boolean whole = own.stream().anyMatch(run -> run.whole);
        List<PartRun> sorted = new ArrayList<>(own.stream()
                .filter(run -> whole ? run.whole : run.given >= NEARLY_ALL * most)
                .toList());
        sorted.sort(Comparator.comparing(run -> run.warm));
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** How long a run took, in nanoseconds: no more than that for half of them. */
    double median() {
        double[] sorted =
                inOrder().stream().mapToDouble(run -> run.nanos).sorted().toArray();
        return sorted[(sorted.length - 1) / 2];
    }
}
