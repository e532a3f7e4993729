package io.turnstile.spark.session;

import io.turnstile.core.option.TurnstileOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.CreateTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ReplaceTableAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.TableSpec;
import org.apache.spark.sql.catalyst.plans.logical.TableSpecBase;
import org.apache.spark.sql.types.StructType;

/**
 * The {@code CREATE TABLE … AS SELECT} or {@code REPLACE TABLE … AS SELECT} that the current thread is executing. Spark
 * does not tell a catalog whether it said {@code IF NOT EXISTS}; it asks for nothing but the name if the table exists,
 * and tells the writer's options only when the table has been staged.
 *
 * @param kind which of the commands it is
 * @param query analysed
 * @param options the writer's options, and those of SQL's {@code OPTIONS}; also those that are table properties, too
 */
public record WriteCommand(Kind kind, LogicalPlan query, Map<String, String> options) {
    private static final List<String> OF_TABLES = List.of(TurnstileOption.TTL.key(), TurnstileOption.STALE.key());

    /** What becomes of a table that exists. */
    public enum Kind {
        /** It is an error. */
        CREATE,
        /** It is left alone. */
        CREATE_IF_NOT_EXISTS,
        /** It is replaced. */
        REPLACE
    }

    /** The command; empty if something else is being executed. */
    public static Optional<WriteCommand> running(SparkSession session) {
        LogicalPlan plan = RunningPlan.of(session).orElse(null);
        if (plan instanceof CreateTableAsSelect create) {
            Kind kind = create.ignoreIfExists() ? Kind.CREATE_IF_NOT_EXISTS : Kind.CREATE;
            return Optional.of(
                    new WriteCommand(kind, create.query(), options(create.tableSpec(), create.writeOptions())));
        }
        if (plan instanceof ReplaceTableAsSelect replace) {
            return Optional.of(new WriteCommand(
                    Kind.REPLACE, replace.query(), options(replace.tableSpec(), replace.writeOptions())));
        }
        return Optional.empty();
    }

    /** The query's schema. */
    public StructType schema() {
        return query.schema();
    }

    /** Completes the observations of the query, which is not run; see {@link SkippedObservations}. */
    public void skip(SparkSession session) {
        SkippedObservations.complete(session, query);
    }

    private static Map<String, String> options(TableSpecBase table, scala.collection.Map<String, String> ofWriter) {
        Map<String, String> options = new HashMap<>();
        if (table instanceof TableSpec resolved) {
            OF_TABLES.stream()
                    .filter(resolved.properties()::contains)
                    .forEach(option -> options.put(option, resolved.properties().apply(option)));
            resolved.options().foreach(option -> options.put(option._1(), option._2()));
        }
        ofWriter.foreach(option -> options.put(option._1(), option._2()));
        return options;
    }
}
