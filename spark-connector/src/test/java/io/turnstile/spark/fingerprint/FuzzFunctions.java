package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The functions that generated queries use, by the type that they give, and literals of each type. */
final class FuzzFunctions {
    /** What separates a template from the types of its operands, in the lists below. */
    private static final String SEPARATOR = " :: ";

    private static final Map<String, List<String>> FUNCTIONS = Map.of(
            "int",
                    List.of(
                            "{0} + {1} :: int int",
                            "{0} - {1} :: int int",
                            "{0} * {1} :: int int",
                            "try_add({0}, {1}) :: int int",
                            "try_subtract({0}, {1}) :: int int",
                            "coalesce({0}, {1}) :: int int",
                            "nullif({0}, {1}) :: int int",
                            "greatest({0}, {1}) :: int int",
                            "least({0}, {1}) :: int int",
                            "if({0}, {1}, {2}) :: flag int int",
                            "case when {0} then {1} else {2} end :: flag int int",
                            "case when {0} then {2} else {1} end :: flag int int",
                            "abs({0}) :: int",
                            "-({0}) :: int",
                            "{0} % 3 :: int",
                            "pmod({0}, 3) :: int",
                            "{0} div 2 :: int",
                            "bigint(length({0})) :: text",
                            "bigint(ascii({0})) :: text",
                            "bigint(size({0})) :: array",
                            "get({0}, 0) :: array",
                            "get({0}, 1) :: array",
                            "array_max({0}) :: array",
                            "array_min({0}) :: array",
                            "aggregate({0}, 0L, (r, v) -> r + coalesce(v, 0L)) :: array",
                            "bigint(year({0})) :: date",
                            "bigint(month({0})) :: date",
                            "bigint(dayofweek({0})) :: date",
                            "bigint(hour({0})) :: time",
                            "bigint(minute({0})) :: time",
                            "unix_timestamp({0}) :: time",
                            "bigint(datediff({0}, {1})) :: date date",
                            "try_cast({0} as bigint) :: text",
                            "try_cast({0} as bigint) :: decimal",
                            "{0}.p :: struct",
                            "{0}['k'] :: map",
                            "{0}['l'] :: map",
                            "{0} & {1} :: int int",
                            "{0} | {1} :: int int"),
            "double",
                    List.of(
                            "{0} + {1} :: double double",
                            "{0} * {1} :: double double",
                            "{0} - {1} :: double double",
                            "nanvl({0}, {1}) :: double double",
                            "coalesce({0}, {1}) :: double double",
                            "abs({0}) :: double",
                            "-({0}) :: double",
                            "double({0}) :: int",
                            "double({0}) :: decimal",
                            "floor({0} * 0.5D) * 1.0D :: double",
                            "double(float({0})) :: double",
                            "if({0}, {1}, {2}) :: flag double double"),
            "decimal",
                    List.of(
                            "try_cast({0} + {1} as decimal(6,2)) :: decimal decimal",
                                    "try_cast({0} * {1} as decimal(6,2)) :: decimal decimal",
                            "try_cast({0} - {1} as decimal(6,2)) :: decimal decimal",
                                    "coalesce({0}, {1}) :: decimal decimal",
                            "try_cast({0} as decimal(6,2)) :: int", "cast(round({0}, 1) as decimal(6,2)) :: decimal",
                            "cast(round({0}, 0) as decimal(6,2)) :: decimal", "abs({0}) :: decimal"),
            "text",
                    List.of(
                            "concat({0}, {1}) :: text text",
                            "concat_ws('-', {0}, {1}) :: text text",
                            "upper({0}) :: text",
                            "lower({0}) :: text",
                            "substring({0}, 1, 1) :: text",
                            "substring({0}, 2, 1) :: text",
                            "trim({0}) :: text",
                            "rtrim({0}) :: text",
                            "coalesce({0}, {1}) :: text text",
                            "cast({0} as string) :: int",
                            "cast({0} as string) :: decimal",
                            "cast({0} as string) :: time",
                            "cast({0} as string) :: date",
                            "date_format({0}, 'yyyy-MM') :: date",
                            "date_format({0}, 'yyyy-dd') :: date",
                            "date_format({0}, 'HH') :: time",
                            "date_format({0}, 'hh') :: time",
                            "if({0}, {1}, {2}) :: flag text text",
                            "lpad({0}, 3, 'x') :: text",
                            "rpad({0}, 3, 'x') :: text",
                            "replace({0}, 's', 'z') :: text",
                            "regexp_replace({0}, 's', 'z') :: text",
                            "regexp_extract({0}, '([a-z])', 1) :: text",
                            "translate({0}, 's1', 'z2') :: text",
                            "reverse({0}) :: text",
                            "{0}.q :: struct",
                            "array_join({0}, '-') :: array",
                            "array_join({0}, '-', 'n') :: array",
                            "repeat({0}, 2) :: text"),
            "date",
                    List.of(
                            "date_add({0}, 1) :: date",
                            "date_sub({0}, 1) :: date",
                            "add_months({0}, 1) :: date",
                            "trunc({0}, 'MM') :: date",
                            "trunc({0}, 'YY') :: date",
                            "last_day({0}) :: date",
                            "to_date({0}) :: time",
                            "coalesce({0}, {1}) :: date date",
                            "next_day({0}, 'MO') :: date"),
            "time",
                    List.of(
                            "date_trunc('hour', {0}) :: time",
                            "date_trunc('day', {0}) :: time",
                            "{0} + interval 1 hour :: time",
                            "{0} + interval 1 day :: time",
                            "cast({0} as timestamp) :: date",
                            "from_utc_timestamp({0}, 'Asia/Tokyo') :: time",
                            "to_utc_timestamp({0}, 'Asia/Tokyo') :: time"),
            "array",
                    List.of(
                            "array({0}, {1}) :: int int",
                            "transform({0}, v -> v + 1) :: array",
                            "transform({0}, (v, i) -> v + i) :: array",
                            "filter({0}, v -> v > 0) :: array",
                            "filter({0}, v -> v > 1) :: array",
                            "sort_array({0}) :: array",
                            "sort_array({0}, false) :: array",
                            "reverse({0}) :: array",
                            "slice({0}, 1, 1) :: array",
                            "array_distinct({0}) :: array",
                            "concat({0}, {1}) :: array array",
                            "array_union({0}, {1}) :: array array",
                            "array_except({0}, {1}) :: array array",
                            "map_values({0}) :: map",
                            "transform({0}, v -> aggregate({1}, 0L, (r, w) -> r + coalesce(v, 0L))) :: array array",
                            "transform({0}, v -> aggregate({1}, 0L, (r, w) -> r + coalesce(w, 0L))) :: array array"),
            "struct", List.of("named_struct('p', {0}, 'q', {1}) :: int text"),
            "map", List.of(),
            "flag", flags());

    private static final Map<String, List<String>> LITERALS = Map.of(
            "int", List.of("0L", "1L", "2L", "3L", "-1L", "cast(null as bigint)"),
            "double", List.of("0.0D", "-0.0D", "0.25D", "1.5D", "double('NaN')", "0.1D", "double(0.1F)"),
            "decimal", List.of("cast(1.0 as decimal(6,2))", "cast(2.5 as decimal(6,2))", "cast(-1 as decimal(6,2))"),
            "text", List.of("'s1'", "'s2'", "'S1'", "' s1'", "''", "'s1 '"),
            "date", List.of("date'2024-02-28'", "date'2024-03-01'", "cast('2024-02-29' as date)"),
            "time", List.of("timestamp'2024-03-30 23:30:00'", "timestamp'2024-03-31 01:30:00'"),
            "array", List.of("array(1L, 2L)", "array(2L, 1L)", "array(cast(null as bigint))"),
            "struct", List.of("named_struct('p', 1L, 'q', 's1')", "named_struct('p', 2L, 'q', 's1')"),
            "map", List.of("map('k', 1L, 'l', 2L)", "map('k', 2L, 'l', 1L)"),
            "flag", List.of("true", "false"));

    private FuzzFunctions() {}

    record Signature(String template, List<String> operands) {}

    static List<Signature> of(String type) {
        return FUNCTIONS.get(type).stream().map(FuzzFunctions::signature).toList();
    }

    private static Signature signature(String line) {
        int end = line.indexOf(SEPARATOR);
        return new Signature(
                line.substring(0, end),
                List.of(line.substring(end + SEPARATOR.length()).split(" ")));
    }

    static List<String> literals(String type) {
        return LITERALS.get(type);
    }

    private static List<String> flags() {
        List<String> flags = new ArrayList<>();
        for (String type : List.of("int", "double", "decimal", "text", "date", "time")) {
            for (String operator : List.of("=", "<", "<=", ">", ">=", "<>", "<=>")) {
                flags.add("{0} " + operator + " {1} :: " + type + " " + type);
            }
            flags.add("{0} is null :: " + type);
            flags.add("{0} is not null :: " + type);
            flags.add("{0} between {1} and {2} :: " + type + " " + type + " " + type);
            flags.add("{0} in ({1}, {2}) :: " + type + " " + type + " " + type);
            flags.add("{0} not in ({1}, {2}) :: " + type + " " + type + " " + type);
        }
        flags.addAll(List.of(
                "{0} like 's%' :: text",
                "{0} like '%1' :: text",
                "{0} rlike '1' :: text",
                "startswith({0}, {1}) :: text text",
                "contains({0}, {1}) :: text text",
                "isnan({0}) :: double",
                "array_contains({0}, {1}) :: array int",
                "exists({0}, v -> v > 1) :: array",
                "forall({0}, v -> v > 1) :: array",
                "{0} = {1} :: array array",
                "{0} = {1} :: struct struct",
                "({0} and {1}) :: flag flag",
                "({0} or {1}) :: flag flag",
                "not ({0}) :: flag"));
        return flags;
    }
}
