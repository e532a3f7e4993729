package io.turnstile.spark.reuse;

import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.runtime.AbstractFunction1;

/** The rules of reuse without naming, as a session takes them. */
public final class ReuseRules {
    private ReuseRules() {}

    /** What gives a query of a session as read from its dataset, or the query itself. */
    public interface Cache {
        Dataset<Row> cached(SparkSession session, Dataset<Row> query);
    }

    /**
     * Adds them to a session's extensions.
     *
     * @param catalog which catalog's datasets are meant, for a session
     */
    public static void inject(SparkSessionExtensions extensions, Cache cache, Function<SparkSession, String> catalog) {
        // Where all of Spark's versions let resolve it before they remove what nobody has.
        extensions.injectResolutionRule(rule(session -> new CachedHintResolution()));
        extensions.injectPlanNormalizationRule(
                rule(session -> new CachedHintRule(session, query -> cache.cached(session, query))));
        // After it: what was hinted is read from its dataset already.
        extensions.injectPlanNormalizationRule(rule(session -> new ReuseRule(session, catalog)));
    }

    private static AbstractFunction1<SparkSession, Rule<LogicalPlan>> rule(
            Function<SparkSession, Rule<LogicalPlan>> maker) {
        return new AbstractFunction1<>() {
            @Override
            public Rule<LogicalPlan> apply(SparkSession session) {
                return maker.apply(session);
            }
        };
    }
}
