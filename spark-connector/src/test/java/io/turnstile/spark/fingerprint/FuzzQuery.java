package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A generated query, without the way in which it is written.
 *
 * @param expressions over the columns of the inputs, one after another
 * @param numbers what else there is to choose, by operator
 * @param types of the columns that it gives
 */
record FuzzQuery(
        Operator operator,
        List<FuzzQuery> inputs,
        List<FuzzExpression> expressions,
        List<Integer> numbers,
        List<String> types) {

    static final List<String> TABLE =
            List.of("int", "int", "double", "decimal", "text", "date", "time", "array", "struct", "map");
    private static final int WIDEST = 12;
    private static final List<String> PLAIN = List.of("int", "double", "decimal", "text", "date", "time", "flag");

    /** With how many choices there are for each of its numbers. */
    enum Operator {
        TABLE(2),
        PROJECT(),
        FILTER(),
        JOIN(6),
        GROUP(3, 9, 9),
        DISTINCT(),
        SET(6),
        WINDOW(9),
        LIMIT(6, 3, 2, 2),
        EXPLODE(4),
        SUBQUERY(6);

        @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody changes.
        final List<Integer> choices;

        Operator(Integer... choices) {
            this.choices = List.of(choices);
        }

        List<Integer> choose(Random random) {
            List<Integer> chosen = new ArrayList<>();
            for (int choice : choices) {
                chosen.add(random.nextInt(choice));
            }
            return chosen;
        }
    }

    static FuzzQuery random(int depth, Random random) {
        if (depth == 0) {
            return new FuzzQuery(Operator.TABLE, List.of(), List.of(), Operator.TABLE.choose(random), TABLE);
        }
        FuzzQuery beneath = random(depth - 1, random);
        Operator operator = Operator.values()[1 + random.nextInt(Operator.values().length - 1)];
        FuzzQuery above = above(operator, beneath, depth, random);
        return above == null ? beneath : above;
    }

    /** Null where the operator is not for what is beneath. */
    private static FuzzQuery above(Operator operator, FuzzQuery beneath, int depth, Random random) {
        List<String> types = beneath.types;
        List<Integer> numbers = operator.choose(random);
        boolean comparable = !types.contains("map") && types.size() <= WIDEST;
        return switch (operator) {
            case PROJECT -> project(beneath, random);
            case FILTER -> new FuzzQuery(operator, List.of(beneath), several("flag", types, random), numbers, types);
            case JOIN -> join(beneath, random(random.nextInt(depth), random), numbers, random);
            case GROUP -> group(beneath, numbers, random);
            case DISTINCT -> comparable ? new FuzzQuery(operator, List.of(beneath), List.of(), numbers, types) : null;
            case SET -> comparable ? set(beneath, numbers, random) : null;
            case WINDOW -> comparable ? window(beneath, numbers, random) : null;
            case LIMIT -> comparable ? new FuzzQuery(operator, List.of(beneath), List.of(), numbers, types) : null;
            case EXPLODE ->
                new FuzzQuery(
                        operator,
                        List.of(beneath),
                        List.of(FuzzExpression.random("array", types, random)),
                        numbers,
                        with(types, "int"));
            case SUBQUERY ->
                new FuzzQuery(
                        operator,
                        List.of(beneath, project(random(random.nextInt(depth), random), random)),
                        List.of(FuzzExpression.random("int", types, random)),
                        numbers,
                        types);
            case TABLE -> null;
        };
    }

    private static FuzzQuery project(FuzzQuery beneath, Random random) {
        List<FuzzExpression> columns = new ArrayList<>(List.of(FuzzExpression.random("int", beneath.types, random)));
        for (int i = random.nextInt(4); i > 0; i--) {
            columns.add(FuzzExpression.random(PLAIN.get(random.nextInt(PLAIN.size())), beneath.types, random));
        }
        return new FuzzQuery(
                Operator.PROJECT,
                List.of(beneath),
                columns,
                List.of(),
                columns.stream().map(FuzzExpression::type).toList());
    }

    private static FuzzQuery join(FuzzQuery left, FuzzQuery right, List<Integer> numbers, Random random) {
        List<String> both = new ArrayList<>(left.types);
        both.addAll(right.types);
        int l = left.types.indexOf("int");
        int r = right.types.indexOf("int");
        if (l < 0 || r < 0 || both.size() > 2 * WIDEST) {
            return null;
        }
        FuzzExpression equal = new FuzzExpression(
                "flag",
                "{0} = {1}",
                List.of(FuzzExpression.column("int", l), FuzzExpression.column("int", left.types.size() + r)));
        List<FuzzExpression> on = new ArrayList<>(List.of(equal));
        if (random.nextInt(3) == 0) {
            on.add(FuzzExpression.random("flag", both, random));
        }
        return new FuzzQuery(Operator.JOIN, List.of(left, right), on, numbers, numbers.get(0) > 3 ? left.types : both);
    }

    private static FuzzQuery group(FuzzQuery beneath, List<Integer> numbers, Random random) {
        String by = PLAIN.get(random.nextInt(PLAIN.size()));
        List<FuzzExpression> expressions = List.of(
                FuzzExpression.random(by, beneath.types, random),
                FuzzExpression.random("text", beneath.types, random),
                FuzzExpression.random("int", beneath.types, random),
                FuzzExpression.random("int", beneath.types, random));
        return new FuzzQuery(Operator.GROUP, List.of(beneath), expressions, numbers, List.of(by, "text", "int", "int"));
    }

    private static FuzzQuery set(FuzzQuery left, List<Integer> numbers, Random random) {
        List<FuzzExpression> columns = left.types.stream()
                .map(type -> FuzzExpression.random(type, TABLE, random))
                .toList();
        FuzzQuery right = new FuzzQuery(Operator.PROJECT, List.of(random(0, random)), columns, List.of(), left.types);
        return new FuzzQuery(Operator.SET, List.of(left, right), List.of(), numbers, left.types);
    }

    private static FuzzQuery window(FuzzQuery beneath, List<Integer> numbers, Random random) {
        List<FuzzExpression> expressions = List.of(
                FuzzExpression.random("int", beneath.types, random),
                FuzzExpression.random("text", beneath.types, random),
                FuzzExpression.random("int", beneath.types, random));
        return new FuzzQuery(Operator.WINDOW, List.of(beneath), expressions, numbers, with(beneath.types, "int"));
    }

    private static List<FuzzExpression> several(String type, List<String> columns, Random random) {
        List<FuzzExpression> several = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            several.add(FuzzExpression.random(type, columns, random));
        }
        return several;
    }

    private static List<String> with(List<String> types, String type) {
        List<String> more = new ArrayList<>(types);
        more.add(type);
        return more;
    }

    private List<String> columns() {
        return inputs.stream().flatMap(input -> input.types.stream()).toList();
    }

    /** With the same columns and one thing changed, which usually makes it another query. */
    FuzzQuery mutated(Random random) {
        boolean own = !expressions.isEmpty() || !numbers.isEmpty();
        if (!inputs.isEmpty() && (!own || random.nextInt(3) > 0)) {
            int which = random.nextInt(inputs.size());
            List<FuzzQuery> changed = new ArrayList<>(inputs);
            changed.set(which, inputs.get(which).mutated(random));
            return new FuzzQuery(operator, changed, expressions, numbers, types);
        }
        if (!expressions.isEmpty() && (numbers.isEmpty() || random.nextBoolean())) {
            int which = random.nextInt(expressions.size());
            List<FuzzExpression> changed = new ArrayList<>(expressions);
            List<String> seen = operator == Operator.SUBQUERY ? inputs.get(0).types : columns();
            changed.set(which, expressions.get(which).mutated(seen, random));
            return new FuzzQuery(operator, inputs, changed, numbers, types);
        }
        if (numbers.isEmpty()) {
            return this;
        }
        int which = random.nextInt(numbers.size());
        List<Integer> changed = new ArrayList<>(numbers);
        int other = random.nextInt(operator.choices.get(which));
        boolean sameColumns = operator != Operator.JOIN || numbers.get(0) > 3 == other > 3;
        changed.set(which, sameColumns ? other : numbers.get(which));
        return new FuzzQuery(operator, inputs, expressions, changed, types);
    }
}
