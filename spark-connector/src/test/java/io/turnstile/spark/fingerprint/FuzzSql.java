package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a generated query as SQL, in one of the many ways that mean the same. */
final class FuzzSql {
    private static final List<String> TABLE_COLUMNS = List.of("x", "y", "d", "m", "s", "dt", "ts", "arr", "st", "mp");
    private static final List<String> JOINS =
            List.of("inner join", "left join", "right join", "full join", "left semi join", "left anti join");
    private static final List<String> SETS =
            List.of("union all", "union", "intersect", "except", "except all", "intersect all");
    private static final List<String> TABLES = List.of("fa", "fb", "fu", "fo0", "fo1", "fo2");
    private static final Pattern WHOLE = Pattern.compile("(-?[0-9]+)L");
    private static final Pattern FRACTION = Pattern.compile("(-?[0-9]+\\.[0-9]+)D");
    private static final Pattern DECIMAL = Pattern.compile("cast\\((-?[0-9.]+) as (decimal.*)\\)");

    private final Random style;
    private int names;

    private FuzzSql(Random style) {
        this.style = style;
    }

    /** @param style chooses how it is written, and nothing else */
    static String of(FuzzQuery query, Random style) {
        return new FuzzSql(style).write(query, "c");
    }

    private boolean maybe() {
        return style.nextBoolean();
    }

    private String name(String prefix) {
        return prefix + names++ + "_";
    }

    private static List<String> columns(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static String renamed(String from, String to, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> from + i + " as " + to + i)
                .collect(Collectors.joining(", "));
    }

    /** Its columns are called by the prefix and where they stand. */
    private String write(FuzzQuery query, String prefix) {
        String sql = unwrapped(query, prefix);
        int width = query.types().size();
        return switch (style.nextInt(8)) {
            case 0 -> {
                String with = name("w");
                yield "with " + with + " as (" + sql + ") select " + String.join(", ", columns(prefix, width))
                        + " from " + with;
            }
            case 1 -> "select * from (" + sql + ") " + name("q");
            case 2 -> "select * from (" + sql + ") " + name("q") + " order by " + prefix + "0";
            case 3 -> "select /*+ repartition(2) */ * from (" + sql + ") " + name("q");
            default -> sql;
        };
    }

    private String unwrapped(FuzzQuery query, String prefix) {
        if (query.operator() == FuzzQuery.Operator.TABLE) {
            List<String> columns = new ArrayList<>();
            TABLE_COLUMNS.forEach(column -> columns.add(column + " as " + prefix + columns.size()));
            return "select " + String.join(", ", columns) + " from "
                    + TABLES.get(query.numbers().get(0));
        }
        String left = name("l");
        String from = "(" + write(query.inputs().get(0), left) + ") " + left + "t";
        List<String> beneath = columns(left, query.inputs().get(0).types().size());
        return switch (query.operator()) {
            case PROJECT -> "select " + outputs(query.expressions(), beneath, prefix) + " from " + from;
            case FILTER -> filter(query, from, left, beneath, prefix);
            case JOIN -> join(query, from, beneath, prefix);
            case GROUP -> group(query, from, beneath, prefix);
            case DISTINCT ->
                maybe()
                        ? "select distinct " + renamed(left, prefix, beneath.size()) + " from " + from
                        : "select " + renamed(left, prefix, beneath.size()) + " from " + from + " group by "
                                + shuffled(beneath);
            case SET ->
                "select " + renamed(left, prefix, beneath.size()) + " from " + from + " "
                        + SETS.get(query.numbers().get(0)) + " ("
                        + write(query.inputs().get(1), name("r")) + ")";
            case WINDOW -> window(query, from, left, beneath, prefix);
            case LIMIT -> limit(query, from, left, beneath, prefix);
            case EXPLODE -> explode(query, from, left, beneath, prefix);
            default -> subquery(query, from, left, beneath, prefix);
        };
    }

    private String shuffled(List<String> columns) {
        List<String> shuffled = new ArrayList<>(columns);
        Collections.shuffle(shuffled, style);
        return String.join(", ", shuffled);
    }

    private String outputs(List<FuzzExpression> expressions, List<String> beneath, String prefix) {
        List<String> outputs = new ArrayList<>();
        expressions.forEach(e -> outputs.add(expression(e, beneath) + " as " + prefix + outputs.size()));
        return String.join(", ", outputs);
    }

    private String filter(FuzzQuery query, String from, String left, List<String> beneath, String prefix) {
        List<String> conditions = new ArrayList<>();
        query.expressions().forEach(e -> conditions.add("(" + expression(e, beneath) + ")"));
        Collections.shuffle(conditions, style);
        String renamed = renamed(left, prefix, beneath.size());
        if (query.numbers().get(0) == 1) {
            return "select " + renamed + " from " + from + " where " + String.join(" or ", conditions);
        }
        if (conditions.size() > 1 && maybe()) {
            return "select " + renamed + " from (select * from " + from + " where " + conditions.get(0) + ") where "
                    + String.join(" and ", conditions.subList(1, conditions.size()));
        }
        return "select " + renamed + " from " + from + " where " + String.join(" and ", conditions);
    }

    private String join(FuzzQuery query, String from, List<String> beneath, String prefix) {
        String right = name("r");
        String other = "(" + write(query.inputs().get(1), right) + ") " + right + "t";
        List<String> both = new ArrayList<>(beneath);
        both.addAll(columns(right, query.inputs().get(1).types().size()));
        List<String> outputs = new ArrayList<>();
        both.subList(0, query.types().size()).forEach(column -> outputs.add(column + " as " + prefix + outputs.size()));
        List<String> conditions = new ArrayList<>();
        query.expressions().forEach(e -> conditions.add("(" + expression(e, both) + ")"));
        Collections.shuffle(conditions, style);
        String on = String.join(" and ", conditions);
        String select = "select " + String.join(", ", outputs) + " from ";
        int type = query.numbers().get(0);
        if (type == 0 && maybe()) {
            return select + (maybe() ? from + ", " + other : other + ", " + from) + " where " + on;
        }
        if ((type == 1 || type == 2) && maybe()) {
            return select + other + (type == 1 ? " right join " : " left join ") + from + " on " + on;
        }
        return select + from + " " + JOINS.get(type) + " " + other + " on " + on;
    }

    private String group(FuzzQuery query, String from, List<String> beneath, String prefix) {
        String by = expression(query.expressions().get(0), beneath);
        String text = expression(query.expressions().get(1), beneath);
        int kind = query.numbers().get(0);
        List<String> outputs = new ArrayList<>(List.of(by + " as " + prefix + "0"));
        outputs.add((kind == 1 ? "max(" + text + ")" : text) + " as " + prefix + "1");
        for (FuzzExpression aggregate :
                query.expressions().subList(2, query.expressions().size())) {
            outputs.add(expression(aggregate, beneath) + " as " + prefix + outputs.size());
        }
        String groups = switch (kind) {
            case 0 -> maybe() ? by + ", " + text : text + ", " + by;
            case 1 -> by;
            default -> "rollup(" + by + ", " + text + ")";
        };
        return "select " + String.join(", ", outputs) + " from " + from + " group by " + groups;
    }

    private String window(FuzzQuery query, String from, String left, List<String> beneath, String prefix) {
        List<String> outputs = new ArrayList<>(List.of(renamed(left, prefix, beneath.size())));
        query.expressions()
                .forEach(e ->
                        outputs.add(expression(e, beneath) + " as " + prefix + (beneath.size() + outputs.size() - 1)));
        return "select " + String.join(", ", outputs) + " from " + from;
    }

    private String limit(FuzzQuery query, String from, String left, List<String> beneath, String prefix) {
        return "select " + renamed(left, prefix, beneath.size()) + " from " + from + " "
                + expression(query.expressions().get(0), beneath);
    }

    private String explode(FuzzQuery query, String from, String left, List<String> beneath, String prefix) {
        String array = expression(query.expressions().get(0), beneath);
        String made = name("e");
        String view = switch (query.numbers().get(0)) {
            case 0 -> " lateral view explode(" + array + ") as " + made;
            case 1 -> " lateral view outer explode(" + array + ") as " + made;
            case 2 -> " lateral view posexplode(" + array + ") as " + made + ", " + made + "v";
            default -> " lateral view explode(array_distinct(" + array + ")) as " + made;
        };
        return "select " + renamed(left, prefix, beneath.size()) + ", bigint(" + made + ") as " + prefix
                + beneath.size() + " from " + from + view;
    }

    private String subquery(FuzzQuery query, String from, String left, List<String> beneath, String prefix) {
        String right = name("r");
        String inner = "(" + write(query.inputs().get(1), right) + ") " + right + "t";
        String value = "(" + expression(query.expressions().get(0), beneath) + ")";
        String condition = switch (query.numbers().get(0)) {
            case 0 -> value + " in (select " + right + "0 from " + inner + ")";
            case 1 -> value + " not in (select " + right + "0 from " + inner + ")";
            case 2 -> "exists (select 1 from " + inner + " where " + right + "0 = " + left + "0)";
            case 3 -> "not exists (select 1 from " + inner + " where " + right + "0 = " + left + "0)";
            case 4 -> value + " >= (select max(" + right + "0) from " + inner + ")";
            default -> value + " >= (select count(*) from " + inner + " where " + right + "0 = " + left + "0)";
        };
        return "select " + renamed(left, prefix, beneath.size()) + " from " + from + " where " + condition;
    }

    private String expression(FuzzExpression e, List<String> columns) {
        if (e.isColumn()) {
            return columns.get(e.position());
        }
        if (e.operands().isEmpty() && !e.template().text().contains("{*}")) {
            return literal(e.template().sql());
        }
        String text = written(plain(e.template().sql())).replace("{*}", String.join(", ", columns));
        for (int i = 0; i < e.operands().size(); i++) {
            FuzzExpression operand = e.operands().get(i);
            String written = expression(operand, columns);
            text = text.replace("{" + i + "}", operand.operands().isEmpty() ? written : "(" + written + ")");
        }
        return text;
    }

    /** The same literal beside a double, maybe as SQL writes it, which is a decimal. */
    private String plain(String template) {
        return maybe() ? template.replaceAll("^(\\{0\\} [<=>*+]+ [0-9]+\\.[0-9]+)D$", "$1") : template;
    }

    /** The same value of the same type, maybe as a cast of another. */
    private String literal(String sql) {
        Matcher whole = WHOLE.matcher(sql);
        if (whole.matches()) {
            return switch (style.nextInt(4)) {
                case 0 -> "cast(" + whole.group(1) + " as bigint)";
                case 1 -> "bigint(" + whole.group(1) + ".0D)";
                default -> sql;
            };
        }
        Matcher fraction = FRACTION.matcher(sql);
        if (fraction.matches() && !sql.startsWith("-")) { // A decimal has no zero below zero.
            return switch (style.nextInt(4)) {
                case 0 -> "cast(" + fraction.group(1) + " as double)";
                case 1 -> "double(" + fraction.group(1) + "00BD)";
                default -> sql;
            };
        }
        Matcher decimal = DECIMAL.matcher(sql);
        return decimal.matches() && maybe() ? "cast(" + decimal.group(1) + "D as " + decimal.group(2) + ")" : sql;
    }

    /** The same function, maybe the other way round. */
    private String written(String template) {
        if (maybe()) {
            return template;
        }
        return switch (template) {
            case "{0} + {1}" -> "{1} + {0}";
            case "{0} * {1}" -> "{1} * {0}";
            case "{0} = {1}" -> "{1} = {0}";
            case "{0} <=> {1}" -> "{1} <=> {0}";
            case "{0} < {1}" -> "{1} > {0}";
            case "{0} <= {1}" -> "{1} >= {0}";
            case "{0} > {1}" -> "{1} < {0}";
            case "{0} >= {1}" -> "{1} <= {0}";
            case "({0} and {1})" -> "({1} and {0})";
            case "({0} or {1})" -> "({1} or {0})";
            case "{0} between {1} and {2}" -> "({0} >= {1} and {0} <= {2})";
            case "{0} in ({1}, {2})" -> "{0} in ({2}, {1})";
            default -> template;
        };
    }
}
