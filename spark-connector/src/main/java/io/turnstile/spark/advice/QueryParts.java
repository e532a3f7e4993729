package io.turnstile.spark.advice;

import java.util.List;
import org.apache.spark.scheduler.SparkListenerEvent;

/**
 * An event in an application's event log that tells which parts a query had that could be datasets, and which of its stages they
 * ran in. It is written as JSON with a field for each component, so they are text, numbers and lists; an application or history
 * server that lacks this class passes it over. Immutable.
 *
 * @param execution the id of the SQL execution that ran the query
 * @param stages what ran in one stage of Spark's, or in several alike
 * @param parts the larger ones first
 */
public record QueryParts(long execution, List<Stage> stages, List<Part> parts) implements SparkListenerEvent {
    /**
     * Operators that ran together.
     *
     * @param metrics ids of their accumulators: a stage that has updated one of them has run them
     * @param work how long all of them would take, in nanoseconds, as operators are reckoned
     */
    public record Stage(List<Long> metrics, double work) {}

    /**
     * A part of the query that could be a query of its own.
     *
     * @param rows hash of what it computes, whatever the versions of its inputs are
     * @param columns for each of its columns that the query takes a hash of what it is, sorted
     * @param inputs hash of the versions of its inputs
     * @param text what it is, for people
     * @param sql the text of SQL that it was written as; empty if it was not
     * @param names what its inputs are called
     * @param nodes how many operators its logical plan has
     * @param within the place in the list of the smallest part that it is a part of, -1 if there is none
     * @param shares how much of which stage computed it
     * @param given how many rows it gave, as far as Spark has counted them
     * @param whole 1 if these are all of its rows, 0 if a condition above it may have been moved beneath it
     * @param reading how long it would take to read these columns from a dataset, reckoned as the work of stages is
     * @param writing the same of writing them
     * @param column the same of a column more of what it reads
     */
    public record Part(
            String rows,
            List<String> columns,
            String inputs,
            String text,
            String sql,
            List<String> names,
            int nodes,
            int within,
            List<Share> shares,
            double given,
            int whole,
            double reading,
            double writing,
            double column) {}

    /**
     * A share of a stage.
     *
     * @param stage the place in the list
     * @param share of its processor time, from 0 to 1
     */
    public record Share(int stage, double share) {}
}
