package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Compares fingerprints of queries with their rows: where those are equal, these must be, as bags; and where only the rows in
 * normal form are equal, the columns that both have must be. Runs what it has to, each query once.
 */
final class FuzzOracle {
    private final BiFunction<String, Dataset<Row>, FingerprintAnswer> form;
    private final Map<String, List<Seen>> seen = new HashMap<>();
    private final Map<String, Seen> columns = new HashMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    final List<String> violations = new ArrayList<>();
    long queries;
    long refused;
    long pairs;
    long equalPairs;
    long executed;
    long failed;

    private final FuzzRows rows;

    /** @param form makes the fingerprint of a query that is written so */
    FuzzOracle(BiFunction<String, Dataset<Row>, FingerprintAnswer> form, FuzzRows rows) {
        this.form = form;
        this.rows = rows;
    }

    /** A query as it was met. */
    private static final class Seen {
        final String sql;
        final SparkSession session; // Not the query: so many plans would not fit.
        final QueryFingerprint fingerprint;

        @Nullable
        List<List<String>> rows;

        boolean failed;

        Seen(String sql, SparkSession session, QueryFingerprint fingerprint) {
            this.sql = sql;
            this.session = session;
            this.fingerprint = fingerprint;
        }
    }

    /**
     * Queries of which those with equal rows in normal form are compared with the first of them that was ever met, and each of their
     * columns with the first of these queries that has it.
     */
    void compare(Map<String, Dataset<Row>> group) {
        columns.clear();
        long told = 0;
        Map<String, Integer> keys = new HashMap<>();
        for (Map.Entry<String, Dataset<Row>> query : group.entrySet()) {
            queries++;
            FingerprintAnswer answer = form.apply(query.getKey(), query.getValue());
            if (answer instanceof Refusal refusal) {
                refused++;
                reasons.merge(refusal.reason().replaceAll("[0-9]+", "#"), 1, Integer::sum);
                continue;
            }
            told++;
            QueryFingerprint fingerprint = (QueryFingerprint) answer;
            keys.merge(fingerprint.key(), 1, Integer::sum);
            meet(new Seen(query.getKey(), query.getValue().sparkSession(), fingerprint), group);
        }
        pairs += told * (told - 1) / 2;
        keys.values().forEach(n -> equalPairs += n * (n - 1L) / 2);
    }

    private void meet(Seen query, Map<String, Dataset<Row>> group) {
        String key = query.fingerprint.rows() + query.fingerprint.inputsHash();
        List<Seen> known = seen.computeIfAbsent(key, rows -> new ArrayList<>());
        if (!known.isEmpty()) {
            Seen first = known.get(0);
            if (run(first, group) && run(query, group)) {
                check(first, query);
                checkColumns(first, key);
                checkColumns(query, key);
            }
        }
        if (known.isEmpty() || (known.size() < 3 && !query.failed)) {
            known.add(query);
        }
        if (known.get(0).failed && !query.failed) {
            known.remove(0); // One that can be compared with is worth more.
        }
    }

    private boolean run(Seen query, Map<String, Dataset<Row>> group) {
        if (query.rows == null && !query.failed) {
            executed++;
            Dataset<Row> analysed = group.get(query.sql);
            query.rows = rows.of(query.sql, () -> analysed == null ? query.session.sql(query.sql) : analysed)
                    .orElse(null);
            query.failed = query.rows == null;
            failed += query.failed ? 1 : 0;
        }
        return !query.failed;
    }

    /** Each column with the first of this group that was the same over the same rows, whatever else is changed in both. */
    private void checkColumns(Seen query, String key) {
        positions(query.fingerprint).forEach((column, position) -> {
            Seen first = columns.putIfAbsent(key + column, query);
            if (first != null && first != query) {
                Integer there = positions(first.fingerprint).get(column);
                compare(first, List.of(there), query, List.of(position));
            }
        });
    }

    private void check(Seen one, Seen other) {
        Map<String, Integer> first = positions(one.fingerprint);
        Map<String, Integer> second = positions(other.fingerprint);
        List<Integer> inFirst = new ArrayList<>();
        List<Integer> inSecond = new ArrayList<>();
        first.forEach((hash, position) -> {
            Integer there = second.get(hash);
            if (there != null) {
                inFirst.add(position);
                inSecond.add(there);
            }
        });
        compare(one, inFirst, other, inSecond);
    }

    private void compare(Seen one, List<Integer> inFirst, Seen other, List<Integer> inSecond) {
        if (!bag(one, inFirst).equals(bag(other, inSecond))) {
            String said = String.join(
                    "\n",
                    List.of(
                            "EQUAL FINGERPRINTS, OTHER ROWS",
                            one.sql,
                            other.sql,
                            String.join("\n", one.fingerprint.description()),
                            bag(one, inFirst).toString(),
                            bag(other, inSecond).toString()));
            violations.add(said);
        }
    }

    private static Map<String, Integer> positions(QueryFingerprint fingerprint) {
        Map<String, Integer> positions = new TreeMap<>();
        for (QueryFingerprint.Column column : fingerprint.columns()) {
            positions.putIfAbsent(column.hash(), fingerprint.columns().indexOf(column));
        }
        return positions;
    }

    private static List<String> bag(Seen query, List<Integer> columns) {
        List<String> bag = new ArrayList<>();
        query.rows.forEach(
                row -> bag.add(columns.stream().map(row::get).toList().toString()));
        Collections.sort(bag);
        return bag;
    }

    String summary() {
        return String.format(
                "%d queries, %d refused, %d pairs, %d with equal fingerprints, %d run, %d of them failed, %d violations",
                queries, refused, pairs, equalPairs, executed, failed, violations.size());
    }

    /** Why queries were refused, and how often. */
    Map<String, Integer> reasons() {
        return reasons;
    }
}
