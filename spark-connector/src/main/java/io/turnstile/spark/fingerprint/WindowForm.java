package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CurrentRow$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.RangeFrame$;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SpecifiedWindowFrame;
import org.apache.spark.sql.catalyst.expressions.UnboundedFollowing$;
import org.apache.spark.sql.catalyst.expressions.UnboundedPreceding$;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Window;

/** The rows beneath, with more columns, each of which is known from all of these rows. */
final class WindowForm {
    private final SealedRows child;
    private final List<Attribute> output;
    private final ExpressionReader reader;

    private WindowForm(SealedRows child, List<Attribute> output, ExpressionReader reader) {
        this.child = child;
        this.output = output;
        this.reader = reader;
    }

    static Rows rows(Window window, SealedRows child, Readers readers) {
        WindowForm form = new WindowForm(
                child,
                FromScala.list(window.child().output()),
                readers.over(child.rows().columns()));
        Rows rows = child.asFactor();
        Factor factor = rows.factors().get(0);
        Map<Long, Term> columns = new HashMap<>(rows.columns());
        for (NamedExpression expression : FromScala.list(window.windowExpressions())) {
            if (!(expression instanceof Alias alias && alias.child() instanceof WindowExpression over)) {
                throw new Untold("a window's column is none of its functions; name it");
            }
            Term term = form.read(over);
            String column = Digest.of("window", child.hash, child.naming.hash(term));
            factor.call(column, child.naming.text(term));
            columns.put(expression.exprId().id(), Term.column(factor, column));
        }
        return Rows.of(factor, columns);
    }

    private Term read(WindowExpression window) {
        List<Term> partitions =
                reader.readAll(FromScala.list(window.windowSpec().partitionSpec()));
        List<Term> keys = new ArrayList<>(partitions);
        List<Term> orders = new ArrayList<>();
        for (SortOrder order : FromScala.list(window.windowSpec().orderSpec())) {
            Term key = reader.read(order.child());
            keys.add(key);
            String direction = TotalOrder.direction(order);
            orders.add(Term.of("order " + direction, direction, List.of(key)));
        }
        if (!(window.windowSpec().frameSpecification() instanceof SpecifiedWindowFrame frame)) {
            throw new Untold("a window without a frame is not known; give it one");
        }
        Term function = function(window.windowFunction(), frame, new TotalOrder(child, keys).of(output));
        return Term.of(
                "window",
                "window",
                List.of(
                        function,
                        Term.commutative("partition", "partition", partitions),
                        Term.of("orders", "order", orders),
                        Term.of(
                                "frame " + frame.frameType(),
                                String.valueOf(frame.frameType()),
                                List.of(bound(frame.lower()), bound(frame.upper())))));
    }

    private Term function(Expression function, SpecifiedWindowFrame frame, boolean total) {
        Expression kind = function instanceof AggregateExpression aggregate ? aggregate.aggregateFunction() : function;
        if (KnownExpressions.is(KnownExpressions.Kind.RANK, kind)) {
            return reader.operator(kind);
        }
        if (KnownExpressions.is(KnownExpressions.Kind.ORDERED, kind)) {
            requireTotal(function, total);
            if (function instanceof AggregateExpression aggregate
                    && (aggregate.isDistinct() || aggregate.filter().isDefined())) {
                throw Advice.on(kind);
            }
            return reader.operator(kind);
        }
        if (!(function instanceof AggregateExpression)) {
            throw Advice.on(function);
        }
        // A frame of values takes all rows that the order does not tell apart, or none; one of rows may take some.
        boolean whole = frame.lower() == UnboundedPreceding$.MODULE$ && frame.upper() == UnboundedFollowing$.MODULE$;
        if (frame.frameType() != RangeFrame$.MODULE$ && !whole) {
            requireTotal(function, total);
        }
        return reader.read(function);
    }

    private static void requireTotal(Expression function, boolean total) {
        if (!total) {
            throw new Untold(
                    "function " + function.prettyName() + " over a window whose order leaves ties depends on which row"
                            + " comes first; order by enough columns to tell all rows apart");
        }
    }

    private Term bound(Expression bound) {
        if (bound == CurrentRow$.MODULE$
                || bound == UnboundedPreceding$.MODULE$
                || bound == UnboundedFollowing$.MODULE$) {
            return Term.leaf("bound " + bound.getClass().getSimpleName(), bound.toString());
        }
        return reader.read(bound);
    }
}
