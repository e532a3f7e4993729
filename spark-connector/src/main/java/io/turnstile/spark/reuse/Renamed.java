package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;
import scala.collection.immutable.List$;

/** A plan with the attributes of another one, whose place it takes. */
final class Renamed {
    private Renamed() {}

    /** Both have the same columns in the same order. */
    static LogicalPlan as(LogicalPlan original, LogicalPlan replacement) {
        List<Attribute> wanted = FromScala.list(original.output());
        List<Attribute> given = FromScala.list(replacement.output());
        if (wanted.size() != given.size()) {
            throw new IllegalStateException("A dataset has other columns than its query: " + given + " for " + wanted);
        }
        scala.collection.immutable.List<NamedExpression> columns = List$.MODULE$.empty();
        for (int i = wanted.size() - 1; i >= 0; i--) {
            Attribute as = wanted.get(i);
            if (!given.get(i).dataType().sameType(as.dataType())) {
                throw new IllegalStateException(
                        "A dataset has another type than its query: " + given.get(i) + " for " + as);
            }
            columns = columns.$colon$colon(new Alias(
                    given.get(i),
                    as.name(),
                    as.exprId(),
                    as.qualifier(),
                    Option.apply(as.metadata()),
                    List$.MODULE$.<String>empty()));
        }
        return new Project(columns, replacement);
    }
}
