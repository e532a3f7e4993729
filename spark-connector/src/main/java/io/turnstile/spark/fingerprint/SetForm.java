package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Union;

/** Operators that take their children's columns by where they stand. */
final class SetForm {
    private SetForm() {}

    /** @param known what children of unions are that were read before */
    static Rows union(Union union, Function<LogicalPlan, SealedRows> read, Map<LogicalPlan, Factor> known) {
        List<Factor> children = new ArrayList<>();
        addChildren(union, read, known, children);
        return new Making("union").withUnordered(children).byPosition(FromScala.list(union.output()));
    }

    /** A union of unions is one: SQL makes two of three tables, DataFrames one. */
    private static void addChildren(
            Union union,
            Function<LogicalPlan, SealedRows> read,
            Map<LogicalPlan, Factor> known,
            List<Factor> children) {
        if (union.byName()) {
            throw new Untold("a union by name is resolved before this; name the columns");
        }
        for (LogicalPlan child : FromScala.list(union.children())) {
            if (child instanceof Union inner) {
                addChildren(inner, read, known, children);
            } else {
                Factor before = known.get(child);
                if (before == null) {
                    before = columnsOf(new Making("of"), child, read).factor();
                    known.put(child, before);
                }
                children.add(before);
            }
        }
    }

    static Rows positional(String operator, LogicalPlan plan, Function<LogicalPlan, SealedRows> read) {
        Making making = new Making(operator);
        FromScala.list(plan.children()).forEach(child -> columnsOf(making, child, read));
        return making.byPosition(FromScala.list(plan.output()));
    }

    private static Making columnsOf(Making making, LogicalPlan child, Function<LogicalPlan, SealedRows> read) {
        SealedRows sealed = read.apply(child);
        making.of(sealed);
        for (Attribute attribute : FromScala.list(child.output())) {
            making.with(sealed.naming, sealed.term(attribute.exprId().id(), attribute.name()));
        }
        return making;
    }

    /** Each row several times, with other values: what Spark makes of ROLLUP, CUBE and GROUPING SETS. */
    static Rows expand(Expand expand, Rows child, Readers readers) {
        SealedRows sealed = SealedRows.of(child);
        Making making = new Making("expand").of(sealed);
        for (scala.collection.Seq<Expression> row : FromScala.list(expand.projections())) {
            making.with("row", ";");
            readers.over(child.columns())
                    .readAll(FromScala.list(row))
                    .forEach(term -> making.with(sealed.naming, term));
        }
        return making.byPosition(FromScala.list(expand.output()));
    }
}
