package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.Exists;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InSubquery;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.jspecify.annotations.Nullable;
import scala.Product;

/**
 * Says what an expression is, as a {@link Term} over the columns in scope. What is not expressly known is refused. For one
 * scope, and not thread-safe.
 */
final class ExpressionReader {
    private final Scope scope;
    private final Function<Expression, @Nullable Term> known;
    private final Map<Object, Term> bound = new HashMap<>(); // Lambda variables and common expressions.
    private int lambdas;
    private int replacements;

    /** @param known what certain expressions are in this scope, whatever they are elsewhere */
    ExpressionReader(Scope scope, Function<Expression, @Nullable Term> known) {
        this.scope = scope;
        this.known = known;
    }

    /**
     * What an expression may refer to.
     *
     * @param columns by expression id
     * @param outer of the query around a correlated subquery: which of the attributes it refers to, by expression id
     */
    record Scope(Map<Long, Term> columns, Map<Long, Integer> outer, Subqueries subqueries, Surroundings surroundings) {}

    /** @throws Untold if it is not known what the expression gives */
    Term read(Expression e) {
        Term term = known.apply(e);
        return term == null ? readUnknown(e) : term;
    }

    List<Term> readAll(Collection<? extends Expression> expressions) {
        List<Term> terms = new ArrayList<>();
        expressions.forEach(e -> terms.add(read(e)));
        return terms;
    }

    private Term readUnknown(Expression e) {
        if (e instanceof Alias alias) {
            return read(alias.child());
        }
        if (e instanceof AttributeReference attribute) {
            Term column = scope.columns().get(attribute.exprId().id());
            if (column == null) {
                throw new Untold("column " + attribute.name() + " is none of its source's own data; leave it out");
            }
            return column;
        }
        if (e instanceof OuterReference reference) {
            Integer position = scope.outer().get(reference.e().exprId().id());
            if (position == null) {
                throw new Untold("a subquery refers to " + reference.e().name()
                        + " of a query that is not directly around it; write it as a join");
            }
            return Term.leaf("outer " + position, "outer " + reference.e().name());
        }
        if (e instanceof Literal literal) {
            return Literals.term(literal.value(), literal.dataType());
        }
        if (e instanceof LambdaFunction lambda) {
            return lambda(lambda);
        }
        if (e instanceof NamedLambdaVariable variable) {
            return bound(variable.exprId());
        }
        if (e instanceof CurrentDate date) {
            return scope.surroundings().day(date);
        }
        if (e instanceof AggregateExpression aggregate) {
            return aggregate(aggregate);
        }
        if (e instanceof InSubquery in) {
            return subquery("in", in.query(), readAll(FromScala.list(in.values())));
        }
        if (e instanceof ScalarSubquery || e instanceof Exists) {
            return subquery(e.getClass().getSimpleName(), (SubqueryExpression) e, List.of());
        }
        return switch (e.getClass().getSimpleName()) {
            case "With" -> with((Product) e);
            case "CommonExpressionRef" -> bound(((Product) e).productElement(0));
            case "StaticInvoke", "Invoke" -> Invocations.term(e, replacements > 0, this::read);
            default -> function(e);
        };
    }

    private Term function(Expression e) {
        String declared = scope.surroundings().declared(e);
        if (declared != null) {
            return Term.of("function " + declared, e.prettyName(), readAll(FromScala.list(e.children())));
        }
        if (!KnownExpressions.is(KnownExpressions.Kind.SCALAR, e)) {
            throw Advice.on(e);
        }
        if (e instanceof RuntimeReplaceable replaceable) {
            replacements++;
            Term term = read(replaceable.replacement());
            replacements--;
            return term;
        }
        if (e instanceof Cast cast) {
            Literals.requireNoSpecialDate(cast);
        }
        return operator(e);
    }

    /** An expression that is known to depend on its parameters alone. */
    Term operator(Expression e) {
        ExpressionParameters parameters = ExpressionParameters.of(e);
        Term term = Operators.term(e, parameters, readAll(parameters.operands()));
        return e instanceof Cast cast ? Literals.folded(cast, term) : term;
    }

    // ---- what is bound inside

    private Term lambda(LambdaFunction lambda) {
        int outside = lambdas;
        for (NamedExpression argument : FromScala.list(lambda.arguments())) {
            String name = "lambda " + lambdas++; // By how deep it is, as its own name does not matter.
            bound.put(argument.exprId(), Term.leaf(name, argument.name()));
        }
        Term body = read(lambda.function());
        lambdas = outside;
        return Term.of("LambdaFunction " + FromScala.list(lambda.arguments()).size(), "->", List.of(body));
    }

    /** Of Spark 4: an expression that is used more than once. What is not deterministic is refused, so it may stand in both. */
    private Term with(Product with) {
        for (Object definition : FromScala.list((scala.collection.Seq<?>) with.productElement(1))) {
            Product common = (Product) definition;
            bound.put(common.productElement(1), read((Expression) common.productElement(0)));
        }
        return read((Expression) with.productElement(0));
    }

    private Term bound(Object id) {
        Term term = bound.get(id);
        if (term == null) {
            throw new Untold("a variable comes from beyond where it can be seen; leave it out");
        }
        return term;
    }

    // ---- aggregates and subqueries

    private Term aggregate(AggregateExpression aggregate) {
        List<Term> parts = new ArrayList<>(List.of(aggregateFunction(aggregate.aggregateFunction())));
        if (aggregate.filter().isDefined()) {
            parts.add(read(aggregate.filter().get()));
        }
        String kind = aggregate.isDistinct() ? "distinct" : "all";
        return Term.of("aggregate " + kind, kind, parts);
    }

    private Term aggregateFunction(Expression function) {
        if (!KnownExpressions.is(KnownExpressions.Kind.AGGREGATE, function)) {
            throw Advice.on(function);
        }
        return function instanceof RuntimeReplaceable replaceable
                ? aggregateFunction(replaceable.replacement())
                : operator(function);
    }

    private Term subquery(String kind, SubqueryExpression subquery, List<Term> values) {
        List<Term> kids = new ArrayList<>(values);
        Map<Long, Integer> outer = new HashMap<>();
        // The second parameter of all of them; only Spark 4 has a method for it.
        for (Object attribute : FromScala.list((scala.collection.Seq<?>) ((Product) subquery).productElement(1))) {
            if (!(attribute instanceof AttributeReference named)) {
                throw new Untold("a subquery is correlated by an expression; write it as a join");
            }
            outer.put(named.exprId().id(), outer.size());
            kids.add(read(named));
        }
        SealedRows rows = scope.subqueries().read(subquery.plan(), outer);
        List<String> parts = new ArrayList<>(List.of(kind, rows.hash));
        if (!kind.equals("Exists")) { // Which asks for no column.
            FromScala.list(subquery.plan().output())
                    .forEach(column -> parts.add(rows.column(column.exprId().id(), column.name())));
        }
        return Term.of("subquery " + Digest.of(parts), kind + " {" + String.join("; ", rows.lines()) + "}", kids);
    }
}
