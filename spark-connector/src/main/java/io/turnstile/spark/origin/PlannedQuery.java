package io.turnstile.spark.origin;

import io.turnstile.core.commit.Origin;
import io.turnstile.spark.session.RunningPlan;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;

/**
 * The query of a write, and its origin. Whoever has to be asked for it is asked only when it matters, since making a query
 * may cost a Spark job. Belongs to one write; any thread may ask what is known.
 */
public final class PlannedQuery {
    private final SparkSession session;
    private final Supplier<Dataset<Row>> maker;
    private final @Nullable LogicalPlan written;
    private volatile @Nullable Origin origin;

    private PlannedQuery(SparkSession session, Supplier<Dataset<Row>> maker, @Nullable LogicalPlan written) {
        this.session = session;
        this.maker = maker;
        this.written = written;
    }

    /** The query of the command that the current thread executes, which its user has made already. */
    public static PlannedQuery ofCommand(SparkSession session, Dataset<Row> query) {
        LogicalPlan plan = RunningPlan.writtenQuery(session)
                .orElseGet(() -> query.queryExecution().analyzed());
        return new PlannedQuery(session, () -> query, plan);
    }

    /** An analysed plan of which nothing is to be computed here. */
    public static PlannedQuery ofPlan(SparkSession session, LogicalPlan analysed) {
        return new PlannedQuery(
                session,
                () -> {
                    throw new IllegalStateException("There is nothing to compute here");
                },
                analysed);
    }

    /** A query whose origin was looked at. */
    public static PlannedQuery known(SparkSession session, Dataset<Row> query, Origin origin) {
        PlannedQuery known =
                new PlannedQuery(session, () -> query, query.queryExecution().analyzed());
        known.origin = origin;
        return known;
    }

    /** A query that is made when it is asked for. */
    public static PlannedQuery askedFor(SparkSession session, Supplier<Dataset<Row>> maker) {
        return new PlannedQuery(session, maker, null);
    }

    /** What is to be computed, made anew if it is made at all: since an earlier one its inputs may have changed. */
    public Dataset<Row> make() {
        Dataset<Row> made = maker.get();
        if (written == null) {
            origin = QueryOrigin.of(session, made.queryExecution().analyzed());
        }
        return made;
    }

    /** Its origin; makes it if it has to. */
    public Origin origin() {
        Origin known = ifKnown().orElse(null);
        if (known != null) {
            return known;
        }
        make();
        return ifKnown().orElseThrow();
    }

    /** Its origin, if nobody has to be asked for it. */
    public Optional<Origin> ifKnown() {
        if (origin == null && written != null) {
            origin = QueryOrigin.of(session, written);
        }
        return Optional.ofNullable(origin);
    }
}
