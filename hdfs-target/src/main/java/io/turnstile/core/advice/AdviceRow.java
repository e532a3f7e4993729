package io.turnstile.core.advice;

import java.time.Duration;
import java.util.List;

/**
 * A part of queries that was computed more than once. Times are processor time of executors.
 *
 * @param part a hash of what it computes, from whatever inputs, by which it is known in other reports
 * @param text what it is, in short
 * @param sql the SQL that it was written as, in short; empty if it was not, or that is not known
 * @param columns for each of the columns that these queries take of it a hash of what it is
 * @param moreColumns how many columns others of these queries take of it that this one does not: a dataset for all has them, too
 * @param inputs what it reads
 * @param runs how often it was computed from the same versions of its inputs
 * @param otherInputs how often it was computed from other versions
 * @param applications the names of the applications that did
 * @param users who ran them
 * @param each how long that took: no more for half of the runs
 * @param computing how long it would take to compute it once for all of them
 * @param writing how long it would take to write it
 * @param reading how long it would take to read it in all of these runs
 * @param saved what having it as a dataset would have saved: what the runs took, without these three
 * @param besides what it would have saved besides what stands above it
 * @param queries how Spark calls the queries it was in, each with its application
 */
public record AdviceRow(
        String part,
        String text,
        String sql,
        List<String> columns,
        int moreColumns,
        List<String> inputs,
        long runs,
        long otherInputs,
        List<String> applications,
        List<String> users,
        Duration each,
        Duration computing,
        Duration writing,
        Duration reading,
        Duration saved,
        Duration besides,
        List<String> queries) {
    /** What to do to have it computed once. */
    public String hint() {
        String marked = sql.isEmpty()
                ? "mark it with df.hint(\"cached\") on what gives these columns, or make it a subquery that begins with"
                        + " SELECT /*+ CACHED */"
                : "mark it with SELECT /*+ CACHED */ in place of its SELECT, or df.hint(\"cached\")";
        String wider =
                moreColumns == 0 ? "" : ", with the columns that the others take of it, " + moreColumns + " more";
        return marked + wider
                + ", in one of these queries; with spark.turnstile.reuse=all the others reuse it unmarked";
    }

    static Duration duration(double nanos) {
        return Duration.ofNanos((long) nanos);
    }
}
