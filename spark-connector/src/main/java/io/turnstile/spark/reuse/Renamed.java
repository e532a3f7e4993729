package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

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
        Map<Attribute, Attribute> columns = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            columns.put(wanted.get(i), given.get(i));
        }
        return as(columns, replacement);
    }

    /** @param columns for each attribute of the original that is needed, the replacement's */
    static LogicalPlan as(Map<Attribute, Attribute> columns, LogicalPlan replacement) {
        List<NamedExpression> projection = new ArrayList<>();
        columns.forEach((as, given) -> {
            if (!given.dataType().sameType(as.dataType())) {
                throw new IllegalStateException("A dataset has another type than its query: " + given + " for " + as);
            }
            projection.add(new Alias(
                    given,
                    as.name(),
                    as.exprId(),
                    as.qualifier(),
                    Option.apply(as.metadata()),
                    Plans.<String>sequence(List.of())));
        });
        return new Project(Plans.sequence(projection), replacement);
    }
}
