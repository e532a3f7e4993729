package io.turnstile.spark.reuse;

import io.turnstile.core.origin.FormDifference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The recorded normal form of a query, sorted: what it computes, without regard to how deep within it, and with which settings.
 *
 * @param rows conditions, and what rows are made of
 * @param columns what its columns are, by their names
 * @param settings by name
 */
record QueryForm(List<String> rows, Map<String, String> columns, Map<String, String> settings) {
    private static final String COLUMN = "column ";
    private static final String SETTING = "setting ";
    private static final int MOST_LINES = 8;

    static QueryForm of(List<String> form) {
        List<String> rows = new ArrayList<>();
        Map<String, String> columns = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : form) {
            int equals = line.indexOf(" = ");
            if (line.startsWith(COLUMN) && equals > 0) {
                columns.put(line.substring(COLUMN.length(), equals), line.substring(equals + 3));
            } else if (line.startsWith(SETTING) && equals > 0) {
                settings.put(line.substring(SETTING.length(), equals), line.substring(equals + 3));
            } else {
                rows.add(line.strip());
            }
        }
        return new QueryForm(rows, columns, settings);
    }

    /**
     * How much two have in common, the most important first.
     *
     * @param rows how many of their lines, columns too
     * @param differing how many of them they have not in common
     * @param settings how many settings
     */
    record Likeness(int rows, int differing, int settings) implements Comparable<Likeness> {
        /** Nothing but settings, which all have in common. */
        static final Likeness NONE = new Likeness(0, 0, Integer.MAX_VALUE);

        @Override
        public int compareTo(Likeness other) {
            return Comparator.comparingInt(Likeness::rows)
                    .thenComparingInt(likeness -> -likeness.differing)
                    .thenComparingInt(Likeness::settings)
                    .compare(this, other);
        }
    }

    Likeness likeness(QueryForm other) {
        Set<String> all = lines();
        Set<String> common = new HashSet<>(all);
        common.retainAll(other.lines());
        all.addAll(other.lines());
        Set<Map.Entry<String, String>> same = new HashSet<>(settings.entrySet());
        same.retainAll(other.settings.entrySet());
        return new Likeness(common.size(), all.size() - common.size(), same.size());
    }

    /** Columns by what they are: what they are called does not matter. */
    private Set<String> lines() {
        Set<String> lines = new HashSet<>(rows);
        columns.values().forEach(column -> lines.add(COLUMN + column));
        return lines;
    }

    /**
     * What differs there, in lines: those of that after {@code -}, those of this after {@code +}, and settings. That has more
     * columns than are needed is no difference, unless there is no other.
     */
    String difference(QueryForm there) {
        FormDifference rowsDiffer = FormDifference.of(there.rows, rows);
        List<String> more = new ArrayList<>(rowsDiffer.come());
        columns.forEach((name, column) -> {
            if (!there.columns.containsValue(column)) {
                more.add(COLUMN + name + " = " + column);
            }
        });
        List<String> lines = new ArrayList<>();
        add(lines, "- ", rowsDiffer.gone());
        add(lines, "+ ", more);
        add(lines, "", settingsThat(there));
        if (lines.isEmpty()) {
            FormDifference columnsDiffer =
                    FormDifference.of(List.copyOf(there.columns.values()), List.copyOf(columns.values()));
            add(lines, "- " + COLUMN, columnsDiffer.gone());
            add(lines, "+ " + COLUMN, columnsDiffer.come());
        }
        return lines.isEmpty()
                ? "it differs in how its parts belong together, or in a part that is not recorded"
                : "it computes something else (- there, + here):\n" + String.join("\n", lines);
    }

    private static void add(List<String> lines, String sign, List<String> some) {
        some.stream().limit(MOST_LINES).forEach(line -> lines.add(sign + line));
        if (some.size() > MOST_LINES) {
            lines.add(sign + "… and " + (some.size() - MOST_LINES) + " more");
        }
    }

    private List<String> settingsThat(QueryForm there) {
        Set<String> names = new TreeSet<>(there.settings.keySet());
        names.addAll(settings.keySet());
        Set<String> differ = new LinkedHashSet<>();
        for (String name : names) {
            String then = there.settings.getOrDefault(name, "not set");
            String now = settings.getOrDefault(name, "not set");
            if (!then.equals(now)) {
                differ.add(SETTING + name + " is " + then + " there, " + now + " here");
            }
        }
        return List.copyOf(differ);
    }
}
