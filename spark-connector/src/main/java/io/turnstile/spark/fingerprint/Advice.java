package io.turnstile.spark.fingerprint;

import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Why a part of a plan is refused, and what to do about it. */
final class Advice {
    private static final String CODE =
            "runs code that is not Spark's own, which no plan shows; use Spark's functions instead";
    private static final String RANDOM = "is not deterministic; leave it out, or compute it when reading the dataset";
    private static final String CLOCK = "changes by itself; use a literal";
    private static final String ORDER =
            "depends on the order of rows, which nothing promises; use min or max, or order by enough columns";

    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry(
                    "ScalaUDF", "is a function of yours; declare its version with spark.turnstile.udf.<name>.version"),
            Map.entry(
                    "PythonUDF", "is a function of yours; declare its version with spark.turnstile.udf.<name>.version"),
            Map.entry("CallMethodViaReflection", CODE),
            Map.entry("ApplyFunctionExpression", CODE),
            Map.entry("Rand", RANDOM),
            Map.entry("Randn", RANDOM),
            Map.entry("Uuid", RANDOM),
            Map.entry("Shuffle", RANDOM),
            Map.entry("MonotonicallyIncreasingID", RANDOM),
            Map.entry("SparkPartitionID", RANDOM),
            Map.entry("InputFileName", "depends on how files are laid out; leave it out"),
            Map.entry("CurrentTimestamp", CLOCK),
            Map.entry("Now", CLOCK),
            Map.entry("LocalTimestamp", CLOCK),
            Map.entry("CurrentTime", CLOCK),
            Map.entry("CurrentUser", "differs between users; use a literal"),
            Map.entry("CurrentDatabase", "differs between sessions; use a literal"),
            Map.entry("CurrentCatalog", "differs between sessions; use a literal"),
            Map.entry("CurrentTimeZone", "differs between sessions; use a literal"),
            Map.entry("First", ORDER),
            Map.entry("Last", ORDER),
            Map.entry("AnyValue", ORDER),
            Map.entry("CollectList", ORDER),
            Map.entry("CollectSet", ORDER),
            Map.entry("ListAgg", ORDER),
            Map.entry("Mode", ORDER),
            Map.entry("MaxBy", ORDER),
            Map.entry("MinBy", ORDER),
            Map.entry("ApproximatePercentile", ORDER));

    private static final Map<String, String> NODES = Map.ofEntries(
            Map.entry("Sample", "gives other rows every time; take the sample when reading the dataset"),
            Map.entry(
                    "CollectMetrics",
                    "is an observation, which is made only where the query runs; leave observe() out"),
            Map.entry("LateralJoin", "is not known; write it as a join or as a subquery"),
            Map.entry("UnionLoop", "is a recursive query, whose rows depend on limits of the session; leave it out"),
            Map.entry("UnionLoopRef", "is a recursive query, whose rows depend on limits of the session; leave it out"),
            Map.entry("EventTimeWatermark", "belongs to a stream; read a batch"),
            Map.entry(
                    "LogicalRDD",
                    "is an RDD or a checkpoint, of which no plan shows what it holds; read files or a dataset"),
            Map.entry("ExternalRDD", "is an RDD, of which no plan shows what it holds; read files or a dataset"),
            Map.entry("MapElements", CODE),
            Map.entry("MapPartitions", CODE),
            Map.entry("TypedFilter", CODE),
            Map.entry("SerializeFromObject", CODE),
            Map.entry("DeserializeToObject", CODE),
            Map.entry("MapInPandas", CODE),
            Map.entry("MapInArrow", CODE),
            Map.entry("FlatMapGroupsInPandas", CODE),
            Map.entry("ScriptTransformation", CODE));

    private Advice() {}

    static Untold on(Expression expression) {
        String type = expression.getClass().getSimpleName();
        boolean foreign = !expression.getClass().getName().startsWith("org.apache.spark.sql.catalyst.");
        String why = EXPRESSIONS.getOrDefault(
                type, foreign ? CODE : "is not known to give the same value every time; leave it out");
        String name = expression instanceof UserDefinedExpression own ? own.name() : expression.prettyName();
        return new Untold("function " + name + " (" + type + ") " + why);
    }

    static Untold on(LogicalPlan node) {
        String type = node.getClass().getSimpleName();
        return new Untold(
                type + " " + NODES.getOrDefault(type, "is not known to give the same rows every time; leave it out"));
    }
}
