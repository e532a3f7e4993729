package io.turnstile.spark.fingerprint;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentRow$;
import org.apache.spark.sql.catalyst.expressions.DateAdd;
import org.apache.spark.sql.catalyst.expressions.DateSub;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Greatest;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Least;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Lower;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.NullsFirst$;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SpecifiedWindowFrame;
import org.apache.spark.sql.catalyst.expressions.Subtract;
import org.apache.spark.sql.catalyst.expressions.UnboundedPreceding$;
import org.apache.spark.sql.catalyst.expressions.Upper;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.Max;
import org.apache.spark.sql.catalyst.expressions.aggregate.Min;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FractionalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;

/**
 * Normal forms that do not look at one thing each, to show that generated queries would tell: the right one, of a plan from which
 * that thing was taken away.
 */
final class BrokenForms {
    private final Map<String, BiFunction<String, Dataset<Row>, FingerprintAnswer>> forms = new LinkedHashMap<>();
    private final Map<Dataset<Row>, FingerprintAnswer> known = new WeakHashMap<>();
    private final FuzzSessions sessions;

    private BrokenForms(FuzzSessions sessions) {
        this.sessions = sessions;
    }

    /** By what they do not look at. */
    static Map<String, BiFunction<String, Dataset<Row>, FingerprintAnswer>> over(FuzzSessions sessions) {
        BrokenForms broken = new BrokenForms(sessions);
        broken.literals();
        broken.types();
        broken.conditions();
        broken.orders();
        broken.functions();
        broken.aggregates();
        broken.operators();
        broken.surroundings();
        return broken.forms;
    }

    private void literals() {
        literal("whole numbers", LongType.class, 1L);
        literal("numbers of functions", IntegerType.class, 1);
        literal("fractions", DoubleType.class, 1.5);
        literal("text", StringType.class, UTF8String.fromString("s1"));
        literal("dates", DateType.class, 0);
        literal("times", TimestampType.class, 0L);
        literal("true and false", BooleanType.class, true);
        expression(
                "decimals",
                Literal.class,
                e -> e.dataType() instanceof DecimalType of && e.value() != null
                        ? new Literal(Decimal.apply(0L, of.precision(), of.scale()), of)
                        : e);
        expression("lists", In.class, e -> new EqualTo(e.value(), e.list().head()));
    }

    private void literal(String name, Class<? extends DataType> type, Object instead) {
        expression(
                name,
                Literal.class,
                e -> type.isInstance(e.dataType()) && e.value() != null ? new Literal(instead, e.dataType()) : e);
    }

    private void types() {
        cast("the scale of decimals", DecimalType.class, new DecimalType(38, 2));
        cast("the size of whole numbers", IntegralType.class, DataTypes.LongType);
        cast("floats", FractionalType.class, DataTypes.DoubleType);
    }

    private void cast(String name, Class<? extends DataType> type, DataType instead) {
        expression(
                name,
                Cast.class,
                e -> type.isInstance(e.dataType()) ? e.copy(e.child(), instead, e.timeZoneId(), e.evalMode()) : e);
    }

    private void conditions() {
        expression("or equal", LessThanOrEqual.class, e -> new LessThan(e.left(), e.right()));
        expression("or equal, from above", GreaterThanOrEqual.class, e -> new GreaterThan(e.left(), e.right()));
        expression("less or greater", LessThan.class, e -> new GreaterThan(e.left(), e.right()));
        expression("whether nulls are equal", EqualNullSafe.class, e -> new EqualTo(e.left(), e.right()));
        expression("negation", Not.class, Not::child);
        expression("nulls", IsNotNull.class, e -> new IsNull(e.child()));
        expression("and or or", Or.class, e -> new And(e.left(), e.right()));
        node("conditions", Filter.class, Filter::child);
        node(
                "more than one condition of a join",
                Join.class,
                e -> e.condition().isDefined() && e.condition().get() instanceof And both
                        ? e.copy(e.left(), e.right(), e.joinType(), scala.Option.apply(both.left()), e.hint())
                        : e);
    }

    private void orders() {
        expression(
                "the direction of an order",
                SortOrder.class,
                e -> e.copy(e.child(), Ascending$.MODULE$, e.nullOrdering(), e.sameOrderExpressions()));
        expression(
                "nulls first or last",
                SortOrder.class,
                e -> e.copy(e.child(), e.direction(), NullsFirst$.MODULE$, e.sameOrderExpressions()));
        expression(
                "the frames of windows",
                SpecifiedWindowFrame.class,
                // Of lag and lead it is one row, and must be.
                e -> e.lower().semanticEquals(e.upper())
                        ? e
                        : new SpecifiedWindowFrame(e.frameType(), UnboundedPreceding$.MODULE$, CurrentRow$.MODULE$));
        node("limits", GlobalLimit.class, e -> new GlobalLimit(new Literal(1, DataTypes.IntegerType), e.child()));
        node("offsets", Offset.class, e -> new Offset(new Literal(1, DataTypes.IntegerType), e.child()));
    }

    private void functions() {
        expression("upper case", Upper.class, e -> new Lower(e.child()));
        expression("which of two is larger", Greatest.class, e -> new Least(e.children()));
        expression("plus or minus", Subtract.class, e -> new Add(e.left(), e.right()));
        expression("which way days are counted", DateSub.class, e -> new DateAdd(e.startDate(), e.days()));
        expression("which field is taken", GetStructField.class, e -> e.copy(e.child(), 0, e.name()));
        forms.put("columns", (sql, query) -> of(columns(analysed(query)), query));
    }

    private void aggregates() {
        expression("which aggregate it is", Max.class, e -> new Min(e.child()));
        expression(
                "distinct aggregates",
                AggregateExpression.class,
                e -> e.copy(e.aggregateFunction(), e.mode(), false, e.filter(), e.resultId()));
        expression(
                "filters of aggregates",
                AggregateExpression.class,
                e -> e.copy(e.aggregateFunction(), e.mode(), e.isDistinct(), scala.Option.empty(), e.resultId()));
    }

    private void operators() {
        join("outer joins", "OUTER", Inner$.MODULE$);
        join("whether a semi join keeps or drops", "LEFT ANTI", LeftSemi$.MODULE$);
        node("distinct", Distinct.class, Distinct::child);
        node("except all", Except.class, e -> new Except(e.left(), e.right(), false));
        node("intersect all", Intersect.class, e -> new Intersect(e.left(), e.right(), false));
        node(
                "outer explode",
                Generate.class,
                e -> e.copy(
                        e.generator(), e.unrequiredChildIndex(), false, e.qualifier(), e.generatorOutput(), e.child()));
    }

    private void join(String name, String types, JoinType instead) {
        node(
                name,
                Join.class,
                e -> e.joinType().sql().endsWith(types)
                        ? e.copy(e.left(), e.right(), instead, e.condition(), e.hint())
                        : e);
    }

    private void surroundings() {
        for (String setting : List.of("ansi", "time zone", "case of columns", "precision", "text of arrays")) {
            int ignored = sessions.names().indexOf(setting);
            forms.put(
                    "setting: " + setting,
                    (sql, query) -> right(
                            sql.contains("session " + ignored + ",")
                                    ? sessions.all().get(0).sql(sql)
                                    : query));
        }
        forms.put(
                "versions of inputs",
                (sql, query) -> right(query) instanceof QueryFingerprint told
                        ? new QueryFingerprint(
                                told.plan(),
                                told.rows(),
                                "",
                                told.columns(),
                                told.inputs(),
                                told.settings(),
                                told.description())
                        : right(query));
        written("options", "\\bfo[0-9]\\b", "fo0");
        written("tables", "\\bfb\\b", "fa");
    }

    /** What is not looked at is taken away from the query as it is written. */
    private void written(String name, String pattern, String instead) {
        forms.put(name, (sql, query) -> {
            String other = sql.replaceAll(pattern, instead);
            return right(other.equals(sql) ? query : query.sparkSession().sql(other));
        });
    }

    // ---- how a thing is taken away

    private <T extends Expression> void expression(String name, Class<T> type, Rule<T, Expression> change) {
        PartialFunction<Expression, Expression> rule = rule(e -> type.isInstance(e) ? change.apply(type.cast(e)) : e);
        forms.put(
                name,
                (sql, query) -> of(
                        analysed(query).transformUpWithSubqueries(rule(node -> node.transformExpressionsUp(rule))),
                        query));
    }

    private <T extends LogicalPlan> void node(String name, Class<T> type, Rule<T, LogicalPlan> change) {
        forms.put(
                name,
                (sql, query) -> of(
                        analysed(query)
                                .transformUpWithSubqueries(
                                        rule(node -> type.isInstance(node) ? change.apply(type.cast(node)) : node)),
                        query));
    }

    /** Every y of a source becomes the x of the same. */
    private static LogicalPlan columns(LogicalPlan plan) {
        Map<Long, Attribute> instead = new HashMap<>();
        FromScala.list(plan.collectLeaves()).forEach(leaf -> {
            List<Attribute> output = FromScala.list(leaf.output());
            output.stream()
                    .filter(one -> one.name().equals("x"))
                    .forEach(x -> output.stream()
                            .filter(one -> one.name().equals("y"))
                            .forEach(y -> instead.put(y.exprId().id(), x)));
        });
        PartialFunction<Expression, Expression> rule = rule(e -> e instanceof AttributeReference a
                ? instead.getOrDefault(a.exprId().id(), a)
                : e);
        return plan.transformUp(rule(node -> node.children().isEmpty() ? node : node.transformExpressionsUp(rule)));
    }

    private interface Rule<T, R> {
        R apply(T from);
    }

    private static <T> PartialFunction<T, T> rule(UnaryOperator<T> change) {
        return new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(T from) {
                return true;
            }

            @Override
            @SuppressWarnings("unchecked")
            public <A extends T, B> B applyOrElse(A from, Function1<A, B> otherwise) {
                return (B) change.apply(from);
            }
        };
    }

    private static LogicalPlan analysed(Dataset<Row> query) {
        return query.queryExecution().analyzed();
    }

    /** The right form, once for each query: most plans have nothing of what a broken form does not look at. */
    private FingerprintAnswer right(Dataset<Row> query) {
        return known.computeIfAbsent(query, Fingerprints.create()::of);
    }

    private FingerprintAnswer of(LogicalPlan plan, Dataset<Row> query) {
        return plan == analysed(query)
                ? right(query)
                : Fingerprints.create()
                        .of(
                                plan,
                                query.queryExecution()
                                        .sparkSession()
                                        .sessionState()
                                        .conf(),
                                query.sparkSession().version());
    }
}
