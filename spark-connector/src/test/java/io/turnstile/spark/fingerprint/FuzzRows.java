package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs queries and remembers the rows of the last of them, as text. */
final class FuzzRows {
    private static final int REMEMBERED = 1000;

    @SuppressWarnings("serial")
    private final Map<String, Optional<List<List<String>>>> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<List<List<String>>>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * None if it fails: which rows it would give, nobody knows.
     *
     * @param said the query, and which session it is of
     */
    Optional<List<List<String>>> of(String said, Supplier<Dataset<Row>> query) {
        return known.computeIfAbsent(said, sql -> run(query));
    }

    static Optional<List<List<String>>> run(Supplier<Dataset<Row>> query) {
        try {
            List<List<String>> rows = new ArrayList<>();
            query.get().collectAsList().forEach(row -> rows.add(values(row)));
            return Optional.of(rows);
        } catch (Exception mayFail) { // An overflow, say.
            return Optional.empty();
        }
    }

    private static List<String> values(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            // Both zeros are one value to Spark: which of them the largest of both is, depends on the order of rows.
            values.add(
                    row.get(i) instanceof Double number ? Double.toString(number + 0.0) : String.valueOf(row.get(i)));
        }
        return values;
    }
}
