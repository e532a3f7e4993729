package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A typed expression of a generated query: a column of what is beneath, a literal, or a function of others.
 *
 * @param text of a column {@code #} and its position, of a literal its SQL, of a function a template with {@code {0}}, {@code {1}}
 */
record FuzzExpression(String type, String text, List<FuzzExpression> operands) {
    private static final int DEEPEST = 3;

    boolean isColumn() {
        return text.startsWith("#");
    }

    int position() {
        return Integer.parseInt(text.substring(1));
    }

    static FuzzExpression column(String type, int position) {
        return new FuzzExpression(type, "#" + position, List.of());
    }

    /** Over columns of these types. */
    static FuzzExpression random(String type, List<String> columns, Random random) {
        return random(type, columns, random, random.nextInt(DEEPEST));
    }

    private static FuzzExpression random(String type, List<String> columns, Random random, int depth) {
        List<FuzzExpression> own = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equals(type)) {
                own.add(column(type, i));
            }
        }
        boolean plain = depth == 0 && !type.equals("flag");
        if (plain && !own.isEmpty() && random.nextInt(3) > 0) {
            return own.get(random.nextInt(own.size()));
        }
        List<FuzzFunctions.Signature> functions = FuzzFunctions.of(type);
        if (plain || functions.isEmpty()) {
            return literal(type, random);
        }
        FuzzFunctions.Signature function = functions.get(random.nextInt(functions.size()));
        return new FuzzExpression(
                type,
                function.template(),
                function.operands().stream()
                        .map(operand -> random(operand, columns, random, Math.max(0, depth - 1)))
                        .toList());
    }

    static FuzzExpression literal(String type, Random random) {
        List<String> literals = FuzzFunctions.literals(type);
        return new FuzzExpression(type, literals.get(random.nextInt(literals.size())), List.of());
    }

    /** Of the same type, with one thing changed. */
    FuzzExpression mutated(List<String> columns, Random random) {
        if (!operands.isEmpty() && random.nextInt(3) > 0) {
            int which = random.nextInt(operands.size());
            List<FuzzExpression> changed = new ArrayList<>(operands);
            changed.set(which, operands.get(which).mutated(columns, random));
            return new FuzzExpression(type, text, changed);
        }
        if (operands.isEmpty()) {
            if (!isColumn() && random.nextInt(3) > 0) {
                return literal(type, random);
            }
            return random(type, columns, random, random.nextInt(4) > 0 ? 0 : 1);
        }
        List<String> types = operands.stream().map(FuzzExpression::type).toList();
        List<FuzzFunctions.Signature> like = FuzzFunctions.of(type).stream()
                .filter(function -> function.operands().equals(types))
                .toList();
        return like.isEmpty()
                ? random(type, columns, random, 1)
                : new FuzzExpression(type, like.get(random.nextInt(like.size())).template(), operands);
    }
}
