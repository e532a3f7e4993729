package io.turnstile.spark.advice;

import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.trees.Origin;

/** The text of the {@code SELECT} that a part of a query was written as, for its user to find it. */
final class SqlText {
    private SqlText() {}

    /** Empty if it is no whole {@code SELECT}, or was written otherwise. */
    static String of(LogicalPlan plan) {
        Origin origin = plan.origin();
        if (!(plan instanceof Project || plan instanceof Aggregate)
                || origin.sqlText().isEmpty()
                || origin.startIndex().isEmpty()
                || origin.stopIndex().isEmpty()) {
            return "";
        }
        String text = origin.sqlText().get();
        int from = (Integer) origin.startIndex().get();
        int to = (Integer) origin.stopIndex().get() + 1;
        if (from < 0 || from >= to || to > text.length()) {
            return "";
        }
        // Of an aggregate Spark knows the place of GROUP BY alone.
        String whole = plan instanceof Aggregate ? enclosed(text, from) : text.substring(from, to);
        return whole.regionMatches(true, 0, "select", 0, "select".length()) ? whole : "";
    }

    /** What is in the same parentheses. */
    private static String enclosed(String text, int place) {
        int from = place;
        for (int depth = 0; from > 0 && (depth > 0 || text.charAt(from - 1) != '('); from--) {
            depth += depth(text.charAt(from - 1), ')', '(');
        }
        int to = place;
        for (int depth = 0; to < text.length() && (depth > 0 || text.charAt(to) != ')'); to++) {
            depth += depth(text.charAt(to), '(', ')');
        }
        return text.substring(from, to).strip();
    }

    private static int depth(char at, char deeper, char back) {
        if (at == deeper) {
            return 1;
        }
        return at == back ? -1 : 0;
    }
}
