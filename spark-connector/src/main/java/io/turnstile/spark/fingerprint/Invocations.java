package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;

/**
 * Calls of Spark's own Java methods, which is what Spark makes of some of its functions. Known where Spark has put them in
 * itself: in the place of a function that is known, or to pad what is read from a column of type CHAR.
 */
final class Invocations {
    private static final Set<String> READS_OF_COLUMNS =
            Set.of("org.apache.spark.sql.catalyst.util.CharVarcharCodegenUtils");

    private Invocations() {}

    static Term term(Expression call, boolean replacesKnown, Function<Expression, Term> read) {
        List<Term> kids = new ArrayList<>();
        if (call instanceof StaticInvoke invoke) {
            String type = invoke.staticObject().getName();
            boolean fine = (replacesKnown && type.startsWith("org.apache.spark.sql.catalyst."))
                    || READS_OF_COLUMNS.contains(type);
            if (fine && invoke.deterministic()) {
                FromScala.list(invoke.arguments()).forEach(argument -> kids.add(read.apply(argument)));
                String op = "static " + type + "." + invoke.functionName() + " " + TypeText.exact(invoke.dataType())
                        + " " + invoke.propagateNull();
                return Term.of(op, invoke.functionName(), kids);
            }
        }
        if (call instanceof Invoke invoke && replacesKnown && invoke.deterministic()) {
            kids.add(read.apply(invoke.targetObject()));
            FromScala.list(invoke.arguments()).forEach(argument -> kids.add(read.apply(argument)));
            String op = "call " + invoke.functionName() + " " + TypeText.exact(invoke.dataType()) + " "
                    + invoke.propagateNull();
            return Term.of(op, invoke.functionName(), kids);
        }
        throw Advice.on(call);
    }
}
