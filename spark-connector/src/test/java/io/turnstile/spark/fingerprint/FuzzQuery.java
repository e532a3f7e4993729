package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
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
    private static final List<String> OF_A_COLUMN =
            List.of("int", "int", "double", "decimal", "text", "text", "date", "time", "flag", "flag", "flag", "array");

    /** Of a query that is there to show many functions at once; of a type with more functions there are more. */
    private static final List<String> SHOWN = List.of(
            "int", "int", "int", "text", "text", "text", "flag", "flag", "flag", "flag", "double", "decimal", "date",
            "time", "array");

    private static final int AGGREGATES = 4;
    private static final int WINDOWS = 3;

    /** With how many choices there are for each of its numbers. */
    enum Operator {
        TABLE(6),
        PROJECT(),
        FILTER(2),
        JOIN(6),
        GROUP(3),
        DISTINCT(),
        SET(6),
        WINDOW(),
        LIMIT(),
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
        return random(depth, Operator.values()[1 + random.nextInt(Operator.values().length - 1)], random);
    }

    /** With the given operator at the top. */
    static FuzzQuery random(int depth, Operator operator, Random random) {
        FuzzQuery beneath = random(depth - 1, random);
        FuzzQuery above = above(operator, beneath, depth, random);
        return above == null ? above(operator, project(beneath, random), depth, random) : above;
    }

    /** The same with functions in their turn, where an operator has columns or an order that are made of such. */
    FuzzQuery inTurn(long turn, Random random) {
        List<FuzzExpression> others = new ArrayList<>();
        for (FuzzExpression each : expressions) {
            others.add(
                    FuzzFunctions.isWhole(each.type())
                            ? FuzzExpression.inTurn(
                                    each.type(), turn * expressions.size() + others.size(), columns(), random)
                            : each);
        }
        return with(others);
    }

    /** Null where the operator is not for what is beneath; for a projection all are. */
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
            case WINDOW -> comparable ? window(beneath, random) : null;
            case LIMIT -> comparable ? limit(beneath, random) : null;
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
        return project(beneath, 1 + random.nextInt(4), random);
    }

    /** With many columns over this one: each of them is compared by itself, and of each type functions have their turn. */
    FuzzQuery shown(long turn, Random random) {
        List<FuzzExpression> columns = new ArrayList<>();
        for (String type : SHOWN) {
            long before = columns.stream()
                    .filter(column -> column.type().equals(type))
                    .count();
            int each = Collections.frequency(SHOWN, type);
            columns.add(FuzzExpression.inTurn(type, turn * each + before, types, random));
        }
        return new FuzzQuery(Operator.PROJECT, List.of(this), columns, List.of(), SHOWN);
    }

    private static FuzzQuery project(FuzzQuery beneath, int width, Random random) {
        List<FuzzExpression> columns = new ArrayList<>(List.of(FuzzExpression.random("int", beneath.types, random)));
        while (columns.size() < width) {
            columns.add(
                    FuzzExpression.random(OF_A_COLUMN.get(random.nextInt(OF_A_COLUMN.size())), beneath.types, random));
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
                FuzzTemplate.fixed("{0} = {1}"),
                List.of(FuzzExpression.column("int", l), FuzzExpression.column("int", left.types.size() + r)));
        List<FuzzExpression> on = new ArrayList<>(List.of(equal));
        if (random.nextInt(2) == 0) {
            on.add(FuzzExpression.random("flag", both, random));
        }
        return new FuzzQuery(Operator.JOIN, List.of(left, right), on, numbers, numbers.get(0) > 3 ? left.types : both);
    }

    private static FuzzQuery group(FuzzQuery beneath, List<Integer> numbers, Random random) {
        String by = PLAIN.get(random.nextInt(PLAIN.size()));
        List<FuzzExpression> expressions = new ArrayList<>(List.of(
                FuzzExpression.random(by, beneath.types, random),
                FuzzExpression.random("text", beneath.types, random)));
        List<String> types = new ArrayList<>(List.of(by, "text"));
        for (int i = 0; i < AGGREGATES; i++) {
            expressions.add(FuzzExpression.random("aggregate", beneath.types, random));
            types.add("int");
        }
        return new FuzzQuery(Operator.GROUP, List.of(beneath), expressions, numbers, types);
    }

    private static FuzzQuery set(FuzzQuery left, List<Integer> numbers, Random random) {
        List<FuzzExpression> columns = left.types.stream()
                .map(type -> FuzzExpression.random(type, TABLE, random))
                .toList();
        FuzzQuery right = new FuzzQuery(Operator.PROJECT, List.of(random(0, random)), columns, List.of(), left.types);
        return new FuzzQuery(Operator.SET, List.of(left, right), List.of(), numbers, left.types);
    }

    private static FuzzQuery limit(FuzzQuery beneath, Random random) {
        List<FuzzExpression> expressions = List.of(FuzzExpression.random("limit", beneath.types, random));
        return new FuzzQuery(Operator.LIMIT, List.of(beneath), expressions, List.of(), beneath.types);
    }

    private static FuzzQuery window(FuzzQuery beneath, Random random) {
        List<FuzzExpression> expressions = new ArrayList<>();
        List<String> types = new ArrayList<>(beneath.types);
        for (int i = 0; i < WINDOWS; i++) {
            expressions.add(FuzzExpression.random("window", beneath.types, random));
            types.add("int");
        }
        return new FuzzQuery(Operator.WINDOW, List.of(beneath), expressions, List.of(), types);
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

    List<String> columns() {
        return inputs.stream().flatMap(input -> input.types.stream()).toList();
    }

    /** Whether its expressions are columns, of which each is compared by itself. */
    boolean hasColumns() {
        return operator == Operator.PROJECT || operator == Operator.GROUP || operator == Operator.WINDOW;
    }

    FuzzQuery over(List<FuzzQuery> others) {
        return new FuzzQuery(operator, others, expressions, numbers, types);
    }

    FuzzQuery with(List<FuzzExpression> others) {
        return new FuzzQuery(operator, inputs, others, numbers, types);
    }

    FuzzQuery choosing(List<Integer> others) {
        return new FuzzQuery(operator, inputs, expressions, others, types);
    }
}
