package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Add;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BitwiseAnd;
import org.apache.spark.sql.catalyst.expressions.BitwiseOr;
import org.apache.spark.sql.catalyst.expressions.BitwiseXor;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.catalyst.expressions.Or;

/** The operators that people write in more than one way, as one; all others by class and parameters. */
final class Operators {
    static final String AND = "And";
    private static final String OR = "Or";

    private Operators() {}

    /**
     * A condition's parts of which each must hold. Which of them is looked at first may decide whether a query fails, but not
     * which rows it gives if it does not; Spark itself reorders them.
     */
    static List<Term> conjuncts(Term condition) {
        return condition.is(AND) ? condition.kids : List.of(condition);
    }

    /** @param kids the operands, in the order of {@code parameters} */
    static Term term(Expression expression, ExpressionParameters parameters, List<Term> kids) {
        String name = expression.getClass().getSimpleName();
        if (expression instanceof And) {
            return flat(AND, kids);
        }
        if (expression instanceof Or) {
            return flat(OR, kids);
        }
        if (expression instanceof GreaterThan) {
            return Term.of("LessThan(@,@) boolean", "less", List.of(kids.get(1), kids.get(0)));
        }
        if (expression instanceof GreaterThanOrEqual) {
            return Term.of("LessThanOrEqual(@,@) boolean", "less or equal", List.of(kids.get(1), kids.get(0)));
        }
        if (expression instanceof In) {
            Term list = Term.commutative("list", "list", kids.subList(1, kids.size()));
            return Term.of("In", "in", List.of(kids.get(0), list));
        }
        // The type too: what a setting has made of it may show in nothing else.
        String op = parameters.text() + " " + TypeText.plain(expression.dataType());
        if (commutes(expression)) {
            return Term.commutative(op, name, kids);
        }
        return Term.of(op, name, kids);
    }

    /** Exactly: both ways round give the same bits. Sums of three are not put into order, as floating point has one. */
    private static boolean commutes(Expression e) {
        return e instanceof Add
                || e instanceof Multiply
                || e instanceof EqualTo
                || e instanceof EqualNullSafe
                || e instanceof BitwiseAnd
                || e instanceof BitwiseOr
                || e instanceof BitwiseXor;
    }

    private static Term flat(String op, List<Term> kids) {
        List<Term> flat = new ArrayList<>();
        kids.forEach(kid -> flat.addAll(kid.is(op) ? kid.kids : List.of(kid)));
        return Term.commutative(op, op, flat);
    }
}
