package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A typed expression of a generated query: a column of what is beneath, a literal, or a function of others.
 *
 * @param template of a column {@code #} and its position
 */
record FuzzExpression(String type, FuzzTemplate template, List<FuzzExpression> operands) {
    private static final int DEEPEST = 3;

    /** How many others of another function there are: what is like it, is among its choices. */
    private static final int FUNCTIONS = 2;

    boolean isColumn() {
        return template.text().startsWith("#");
    }

    int position() {
        return Integer.parseInt(template.text().substring(1));
    }

    static FuzzExpression column(String type, int position) {
        return new FuzzExpression(type, FuzzTemplate.fixed("#" + position), List.of());
    }

    /** Over columns of these types. */
    static FuzzExpression random(String type, List<String> columns, Random random) {
        return random(type, columns, random, random.nextInt(DEEPEST));
    }

    private static FuzzExpression random(String type, List<String> columns, Random random, int depth) {
        List<FuzzExpression> own = columns(type, columns);
        List<String> literals = FuzzFunctions.literals(type);
        boolean plain = depth == 0 && !type.equals("flag") && !literals.isEmpty();
        if (plain && !own.isEmpty() && random.nextInt(4) > 0) {
            return own.get(random.nextInt(own.size()));
        }
        List<FuzzFunctions.Signature> functions = FuzzFunctions.of(type);
        if (plain || functions.isEmpty()) {
            return literal(type, random);
        }
        return of(functions.get(random.nextInt(functions.size())), type, columns, random, depth);
    }

    /**
     * A function of that type, each in its turn, over columns of these types.
     *
     * @param turn another one gives another function, until all have had theirs
     */
    static FuzzExpression inTurn(String type, long turn, List<String> columns, Random random) {
        List<FuzzFunctions.Signature> functions = FuzzFunctions.of(type);
        int next = Math.floorMod(turn, functions.size());
        return of(functions.get(next), type, columns, random, random.nextInt(DEEPEST));
    }

    private static FuzzExpression of(
            FuzzFunctions.Signature function, String type, List<String> columns, Random random, int depth) {
        return new FuzzExpression(
                type,
                FuzzTemplate.random(function.template(), random),
                function.operands().stream()
                        .map(operand -> random(operand, columns, random, Math.max(0, depth - 1)))
                        .toList());
    }

    private static List<FuzzExpression> columns(String type, List<String> columns) {
        List<FuzzExpression> own = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equals(type)) {
                own.add(column(type, i));
            }
        }
        return own;
    }

    static FuzzExpression literal(String type, Random random) {
        List<String> literals = FuzzFunctions.literals(type);
        String literal = literals.get(random.nextInt(literals.size()));
        return new FuzzExpression(type, FuzzTemplate.random(literal, random), List.of());
    }

    FuzzExpression negated() {
        return new FuzzExpression(type, FuzzTemplate.fixed("not ({0})"), List.of(this));
    }

    /** All of which the function makes one choice otherwise. */
    List<FuzzExpression> otherChoices() {
        return template.changes().stream()
                .map(change -> new FuzzExpression(type, change.to(), operands))
                .toList();
    }

    /** All of which an operand does, or is another column of these. */
    List<FuzzExpression> otherOperands(List<String> columns) {
        List<FuzzExpression> others = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            FuzzExpression operand = operands.get(i);
            List<FuzzExpression> instead = new ArrayList<>(operand.otherChoices());
            instead.addAll(operand.otherOperands(columns));
            if (operand.isColumn()) {
                instead.addAll(columns(operand.type, columns));
                instead.remove(operand);
            }
            for (FuzzExpression other : instead) {
                List<FuzzExpression> changed = new ArrayList<>(operands);
                changed.set(i, other);
                others.add(new FuzzExpression(type, template, changed));
            }
        }
        return others;
    }

    /** All of the same type with one thing changed, and some of those that have another function. */
    List<FuzzKind.Change<FuzzExpression>> changes(List<String> columns, Random random) {
        List<FuzzKind.Change<FuzzExpression>> changes = new ArrayList<>();
        if (isColumn() || (operands.isEmpty() && !FuzzFunctions.literals(type).isEmpty())) {
            List<FuzzExpression> others = columns(type, columns);
            others.remove(this);
            others.forEach(other -> changes.add(new FuzzKind.Change<>(FuzzKind.COLUMN, other)));
            if (isColumn() && !FuzzFunctions.literals(type).isEmpty()) {
                changes.add(new FuzzKind.Change<>(FuzzKind.COLUMN, literal(type, random)));
            }
        }
        template.changes()
                .forEach(change -> changes.add(
                        new FuzzKind.Change<>(change.kind(), new FuzzExpression(type, change.to(), operands))));
        if (!operands.isEmpty()) {
            List<String> types = operands.stream().map(FuzzExpression::type).toList();
            FuzzKind kind = type.equals("flag") ? FuzzKind.CONDITION : FuzzKind.FUNCTION;
            List<FuzzFunctions.Signature> others = new ArrayList<>(FuzzFunctions.of(type).stream()
                    .filter(other -> other.operands().equals(types))
                    .filter(other -> !other.template().equals(template.text()))
                    .toList());
            Collections.shuffle(others, random);
            others.subList(0, Math.min(others.size(), FUNCTIONS))
                    .forEach(other -> changes.add(new FuzzKind.Change<>(
                            kind, new FuzzExpression(type, FuzzTemplate.random(other.template(), random), operands))));
        }
        for (int i = 0; i < operands.size(); i++) {
            FuzzKind.at(operands, i, operands.get(i).changes(columns, random))
                    .forEach(change -> changes.add(
                            new FuzzKind.Change<>(change.kind(), new FuzzExpression(type, template, change.to()))));
        }
        return changes;
    }
}
