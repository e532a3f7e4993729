package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a generated query becomes by changing one thing in it, or one in each of its columns; all give the same columns. */
record FuzzChanges(FuzzQuery query) {
    /** By how many expressions a group is made. */
    private static final int GROUPED = 2;

    /** All with one thing changed, which usually makes them other queries. */
    List<FuzzKind.Change<FuzzQuery>> all(Random random) {
        return in(EnumSet.allOf(FuzzQuery.Operator.class), random);
    }

    /** Those of which the change is in one of these operators. */
    List<FuzzKind.Change<FuzzQuery>> in(Set<FuzzQuery.Operator> of, Random random) {
        List<FuzzKind.Change<FuzzQuery>> changes =
                new ArrayList<>(of.contains(query.operator()) ? own(random) : List.of());
        for (int i = 0; i < query.inputs().size(); i++) {
            FuzzKind.at(query.inputs(), i, new FuzzChanges(query.inputs().get(i)).in(of, random))
                    .forEach(change -> changes.add(new FuzzKind.Change<>(change.kind(), query.over(change.to()))));
        }
        return changes;
    }

    private List<FuzzKind.Change<FuzzQuery>> own(Random random) {
        List<FuzzKind.Change<FuzzQuery>> changes = new ArrayList<>();
        List<FuzzExpression> expressions = query.expressions();
        boolean subquery = query.operator() == FuzzQuery.Operator.SUBQUERY;
        List<String> seen = subquery ? query.inputs().get(0).types() : query.columns();
        for (int i = 0; i < expressions.size(); i++) {
            FuzzKind.at(expressions, i, expressions.get(i).changes(seen, random))
                    .forEach(change -> changes.add(new FuzzKind.Change<>(change.kind(), query.with(change.to()))));
        }
        if (query.operator() == FuzzQuery.Operator.FILTER || query.operator() == FuzzQuery.Operator.JOIN) {
            conditions(changes);
        }
        FuzzKind kind = query.operator() == FuzzQuery.Operator.TABLE ? FuzzKind.TABLE : FuzzKind.OPERATOR;
        otherNumbers().forEach(other -> changes.add(new FuzzKind.Change<>(kind, other)));
        return changes;
    }

    /** Those with one condition less, or with one turned round. */
    private void conditions(List<FuzzKind.Change<FuzzQuery>> changes) {
        for (int i = 0; i < query.expressions().size(); i++) {
            List<FuzzExpression> fewer = new ArrayList<>(query.expressions());
            FuzzExpression condition = fewer.remove(i);
            if (!fewer.isEmpty()) {
                changes.add(new FuzzKind.Change<>(FuzzKind.CONDITION, query.with(fewer)));
            }
            if (query.operator() == FuzzQuery.Operator.FILTER) {
                List<FuzzExpression> turned = new ArrayList<>(fewer);
                turned.add(condition.negated());
                changes.add(new FuzzKind.Change<>(FuzzKind.CONDITION, query.with(turned)));
            }
        }
    }

    private List<FuzzQuery> otherNumbers() {
        List<FuzzQuery> others = new ArrayList<>();
        List<Integer> numbers = query.numbers();
        for (int i = 0; i < numbers.size(); i++) {
            for (int other = 0; other < query.operator().choices.get(i); other++) {
                boolean sameColumns = query.operator() != FuzzQuery.Operator.JOIN || numbers.get(0) > 3 == other > 3;
                if (other != numbers.get(i) && sameColumns) {
                    List<Integer> changed = new ArrayList<>(numbers);
                    changed.set(i, other);
                    others.add(query.choosing(changed));
                }
            }
        }
        return others;
    }

    /** Of one that has columns: with each of them changed once. */
    FuzzQuery inEachColumn(Random random) {
        return inEachColumn(column -> FuzzKind.choose(column.changes(query.columns(), random), random));
    }

    /**
     * The same by one choice in each. From one turn to the next a column's function makes all of its choices, so that any two of
     * them meet; in every third turn it is an operand that is another.
     *
     * @param turn counts from 0
     */
    FuzzQuery choiceInEachColumn(int turn) {
        return inEachColumn(column -> {
            List<FuzzExpression> own = column.otherChoices();
            List<FuzzExpression> operands = column.otherOperands(query.columns());
            boolean other = !operands.isEmpty() && (own.isEmpty() || turn % 3 == 2);
            List<FuzzExpression> all = other ? operands : own;
            return all.isEmpty() ? null : all.get((other ? turn * 7 : turn - turn / 3) % all.size());
        });
    }

    /** What groups are made by stays, as it is in all columns. */
    private FuzzQuery inEachColumn(Function<FuzzExpression, @Nullable FuzzExpression> change) {
        List<FuzzExpression> others = new ArrayList<>();
        for (FuzzExpression column : query.expressions()) {
            boolean groups = query.operator() == FuzzQuery.Operator.GROUP && others.size() < GROUPED;
            FuzzExpression changed = groups ? null : change.apply(column);
            others.add(changed == null ? column : changed);
        }
        return query.with(others);
    }

    /**
     * All with one choice made otherwise in operators of that kind, in any order, but what the operator itself is before what is in
     * its expressions.
     */
    List<FuzzQuery> choices(FuzzQuery.Operator of, Random random) {
        List<FuzzQuery> others = new ArrayList<>();
        if (query.operator() == of) {
            List<FuzzQuery> within = new ArrayList<>();
            for (int i = 0; i < query.expressions().size(); i++) {
                FuzzExpression expression = query.expressions().get(i);
                List<FuzzExpression> instead = new ArrayList<>(expression.otherChoices());
                instead.addAll(expression.otherOperands(List.of()));
                for (FuzzExpression other : instead) {
                    List<FuzzExpression> changed = new ArrayList<>(query.expressions());
                    changed.set(i, other);
                    within.add(query.with(changed));
                }
            }
            Collections.shuffle(within, random);
            others.addAll(otherNumbers());
            others.addAll(within);
        }
        for (int i = 0; i < query.inputs().size(); i++) {
            for (FuzzQuery other : new FuzzChanges(query.inputs().get(i)).choices(of, random)) {
                List<FuzzQuery> changed = new ArrayList<>(query.inputs());
                changed.set(i, other);
                others.add(query.over(changed));
            }
        }
        return others;
    }
}
