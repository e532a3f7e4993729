package io.turnstile.spark.fingerprint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;

/** The first rows in an order that tells all of them apart. In any other order they are any rows, which nobody can tell. */
final class LimitForm {
    private static final String ANY = "gives any rows of several; order by enough columns to tell all rows apart";

    private final Readers readers;
    private final Function<LogicalPlan, Rows> read;

    LimitForm(Readers readers, Function<LogicalPlan, Rows> read) {
        this.readers = readers;
        this.read = read;
    }

    Rows rows(LogicalPlan limit) {
        List<Term> counts = new ArrayList<>();
        StringBuilder operator = new StringBuilder("first");
        LogicalPlan below = limit;
        while (true) {
            if (below instanceof GlobalLimit global) {
                operator.append(" limit");
                counts.add(Literals.count(global.limitExpr()));
                below = global.child() instanceof LocalLimit local ? local.child() : global.child();
            } else if (below instanceof Offset offset) {
                operator.append(" offset");
                counts.add(Literals.count(offset.offsetExpr()));
                below = offset.child();
            } else {
                return of(new Making(operator.toString()), counts, below);
            }
        }
    }

    private Rows of(Making making, List<Term> counts, LogicalPlan below) {
        Deque<Project> between = new ArrayDeque<>();
        LogicalPlan sort = below;
        while (sort instanceof Project || sort instanceof SubqueryAlias) {
            if (sort instanceof Project project) {
                between.push(project);
            }
            sort = sort.children().head();
        }
        if (!(sort instanceof Sort sorted) || !sorted.global()) {
            throw new Untold("LIMIT or OFFSET without ORDER BY " + ANY);
        }
        Rows rows = read.apply(sorted.child());
        List<Term> keys = new ArrayList<>();
        List<String> directions = new ArrayList<>();
        for (SortOrder order : FromScala.list(sorted.order())) {
            keys.add(readers.over(rows.columns()).read(order.child()));
            directions.add(TotalOrder.direction(order));
        }
        for (Project project : between) {
            rows = projected(rows, project);
        }
        SealedRows sealed = SealedRows.of(rows);
        List<Attribute> output = FromScala.list(below.output());
        if (!new TotalOrder(sealed, keys).of(output)) {
            throw new Untold("LIMIT or OFFSET after an ORDER BY that leaves ties " + ANY);
        }
        making.of(sealed);
        counts.forEach(count -> making.with(sealed.naming, count));
        for (int i = 0; i < keys.size(); i++) {
            making.with(sealed.naming, keys.get(i)).with(directions.get(i), directions.get(i));
        }
        return named(making.factor(), sealed, output);
    }

    private Rows projected(Rows rows, Project project) {
        Map<Long, Term> columns = new HashMap<>();
        for (NamedExpression expression : FromScala.list(project.projectList())) {
            columns.put(expression.exprId().id(), readers.over(rows.columns()).read((Expression) expression));
        }
        return rows.projected(columns);
    }

    private static Rows named(Factor factor, SealedRows sealed, List<Attribute> output) {
        Map<Long, Term> columns = new HashMap<>();
        for (Attribute attribute : output) {
            String column = sealed.column(attribute.exprId().id(), attribute.name());
            factor.call(column, attribute.name());
            columns.put(attribute.exprId().id(), Term.column(factor, column));
        }
        return Rows.of(factor, columns);
    }
}
