package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.turnstile.spark.testing.SharedSpark;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which ways of writing a query are one, and which look alike and are not. */
class NormalFormTest {
    private static final SparkSession SESSION =
            TestData.in(SharedSpark.session().newSession());

    static Stream<Arguments> alike() {
        return Stream.of(
                arguments(
                        "conditions", "select x from a where x > 1 and y < 3", "select x from a where y < 3 and x > 1"),
                arguments(
                        "filters",
                        "select x from a where x > 1 and y < 3",
                        "select x from (select * from a where 3 > y) where 1 < x"),
                arguments("aliases", "select x c from a", "select q.z c from (select x z from a) q"),
                arguments(
                        "a table expression",
                        "with w as (select x, y from a) select x from w where y = 1",
                        "select x from a where y = 1"),
                arguments(
                        "a table expression twice",
                        "with w as (select x, y from a) select u.x from w u join w v on u.x = v.y",
                        "select u.x from a u join a v on u.x = v.y"),
                arguments(
                        "joins",
                        "select a.x, b.y from a join b on a.x = b.x where a.y = 1",
                        "select a.x, b.y from b, a where b.x = a.x and 1 = a.y"),
                arguments(
                        "right join",
                        "select a.x, b.y from a left join b on a.x = b.x",
                        "select a.x, b.y from b right join a on b.x = a.x"),
                arguments(
                        "between",
                        "select x from a where x between 1 and 3",
                        "select x from a where x >= 1 and x <= 3"),
                arguments("order", "select x from a", "select x from a order by y desc"),
                arguments("partitioning", "select x from a", "select /*+ repartition(3) */ x from a"),
                arguments("distinct", "select distinct x, y from a", "select x, y from a group by y, x"),
                arguments(
                        "groups",
                        "select x, sum(y) c from a group by x having sum(y) > 1",
                        "select x, c from (select x, sum(y) c from a group by x) where c > 1"),
                arguments(
                        "having of what is not shown",
                        "select x from a group by x having count(*) > 1",
                        "select x from (select x, count(*) n from a group by x) where n > 1"),
                arguments(
                        "unions",
                        "select x c from a union all (select x from b union all select y from b)",
                        "select y c from b union all select x from a union all select x from b"),
                arguments("sums of two", "select x + y c from a", "select y + x c from a"),
                arguments("lists", "select x from a where x in (1, 2)", "select x from a where x in (2, 1)"),
                arguments("whole numbers", "select x from a where x > 1", "select x from a where x > 1L"),
                arguments("decimals as doubles", "select i from t where d > 0.9", "select i from t where d > 0.9D"),
                arguments("products of doubles", "select d * 0.5 c from t", "select d * 0.5D c from t"),
                arguments("floats as doubles", "select d + 0.5F c from t", "select d + 0.5D c from t"),
                arguments(
                        "numbers as decimals",
                        "select m + 2.50 c from a",
                        "select m + cast(2.5D as decimal(3,2)) c from a"),
                arguments("casts of casts", "select cast(cast(1.75 as int) as double) c from t", "select 1D c from t"),
                arguments(
                        "lambdas",
                        "select transform(arr, e -> e + 1) c from t",
                        "select transform(arr, f -> f + 1) c from t"),
                arguments(
                        "windows",
                        "select x, rank() over (partition by s order by y) c from a",
                        "select x, rank() over w c from a window w as (partition by s order by y)"),
                arguments("fields", "select st.p c from t", "select ST.P c from t"),
                arguments(
                        "limits",
                        "select x from a order by x limit 3",
                        "select x from (select x, y from a) order by x limit 3"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alike")
    void oneQueryWrittenInTwoWaysIsOne(String what, String one, String other) {
        QueryFingerprint first = TestData.told(SESSION.sql(one));
        QueryFingerprint second = TestData.told(SESSION.sql(other));

        assertThat(second.key())
                .as("%s%n%s%n%s", what, first.description(), second.description())
                .isEqualTo(first.key());
    }

    static Stream<Arguments> different() {
        return Stream.of(
                arguments("literal", "select x from a where x > 1", "select x from a where x > 2"),
                arguments("strict", "select x from a where x > 1", "select x from a where x >= 1"),
                arguments("float literal", "select f * 0.1F c from t", "select cast(f * 0.1D as float) c from t"),
                arguments("float of a double", "select cast(0.1F as double) c from t", "select 0.1D c from t"),
                arguments("float in a comparison", "select i from t where d > 0.9", "select i from t where d > 0.9F"),
                arguments("digits of a cast", "select cast(0.25 as decimal(3,1)) c from t", "select 0.25 c from t"),
                arguments("scale of a cast", "select cast(1 as decimal(3,1)) c from t", "select 1.00 c from t"),
                arguments(
                        "overflow",
                        "select try_cast(300 as tinyint) c from t",
                        "select try_cast(44 as tinyint) c from t"),
                arguments(
                        "failing cast",
                        "select i from t where n = cast(300 as tinyint)",
                        "select i from t where n = cast(301 as tinyint)"),
                arguments("negative zero", "select -0.0D c from t", "select 0.0D c from t"),
                arguments("NaN", "select double('NaN') c from t", "select double('Infinity') c from t"),
                arguments("decimal scale", "select 1.0 c from t", "select 1.00 c from t"),
                arguments("string", "select 'a' c, 'b' e from t", "select 'a,b' c, '' e from t"),
                arguments("padded string", "select 'a' c from t", "select 'a ' c from t"),
                arguments("binary", "select X'00' c from t", "select X'0000' c from t"),
                arguments("interval", "select interval 1 month c from t", "select interval 30 days c from t"),
                arguments("type of null", "select cast(null as int) c from t", "select cast(null as bigint) c from t"),
                arguments("column", "select x from a", "select y x from a"),
                arguments("name", "select x from a", "select x z from a"),
                arguments("order of columns", "select x, y from a", "select y, x from a"),
                arguments("table", "select x from a", "select x from b"),
                arguments(
                        "join", "select a.x from a join b on a.x = b.x", "select a.x from a left join b on a.x = b.x"),
                arguments(
                        "semi or anti",
                        "select x from a left semi join b using (x)",
                        "select x from a left anti join b using (x)"),
                arguments(
                        "sides",
                        "select a.x from a left join b on a.x = b.x",
                        "select a.x from a right join b on a.x = b.x"),
                arguments(
                        "on or where",
                        "select a.x from a left join b on a.x = b.x and b.y = 1",
                        "select a.x from a left join b on a.x = b.x where b.y = 1"),
                arguments(
                        "null-safe",
                        "select a.x from a join b on a.x = b.x",
                        "select a.x from a join b on a.x <=> b.x"),
                arguments(
                        "all or distinct",
                        "select x from a union all select x from b",
                        "select x from a union select x from b"),
                arguments(
                        "except all",
                        "select x from a except select x from b",
                        "select x from a except all select x from b"),
                arguments(
                        "except turned",
                        "select x from a except select x from b",
                        "select x from b except select x from a"),
                arguments("groups", "select count(*) c from a group by x", "select count(*) c from a group by x, y"),
                arguments("whole", "select count(*) c from a", "select count(*) c from a group by 'z'"),
                arguments("aggregate", "select sum(x) c from a", "select max(x) c from a"),
                arguments("distinct aggregate", "select count(x) c from a", "select count(distinct x) c from a"),
                arguments(
                        "filtered aggregate",
                        "select count(x) c from a",
                        "select count(x) filter (where y > 1) c from a"),
                arguments(
                        "rollup",
                        "select x, count(*) c from a group by rollup(x, y)",
                        "select x, count(*) c from a group by cube(x, y)"),
                arguments(
                        "frame",
                        "select sum(x) over (partition by s order by y, x, m) c from a",
                        "select sum(x) over (partition by s) c from a"),
                arguments(
                        "lag",
                        "select lag(i, 1) over (order by i) c from (select i from t)",
                        "select lag(i, 2) over (order by i) c from (select i from t)"),
                arguments(
                        "nulls first",
                        "select x from a order by x nulls first limit 2",
                        "select x from a order by x nulls last limit 2"),
                arguments("limit", "select x from a order by x limit 2", "select x from a order by x limit 3"),
                arguments(
                        "offset",
                        "select x from a order by x limit 2 offset 1",
                        "select x from a order by x limit 2 offset 2"),
                arguments(
                        "in or not in",
                        "select x from a where x in (select x from b)",
                        "select x from a where x not in (select x from b)"),
                arguments(
                        "correlated",
                        "select x from a where exists (select 1 from b where b.x = a.x)",
                        "select x from a where exists (select 1 from b where b.x = a.y)"),
                arguments("scalar", "select (select max(x) from b) c from a", "select (select max(y) from b) c from a"),
                arguments(
                        "lambda",
                        "select zip_with(arr, arr, (p, q) -> p - q) c from t",
                        "select zip_with(arr, arr, (p, q) -> q - p) c from t"),
                arguments(
                        "nested lambda",
                        "select transform(arr, p -> transform(arr, q -> p)) c from t",
                        "select transform(arr, p -> transform(arr, q -> q)) c from t"),
                arguments("field", "select st.p c from t", "select cast(st.q as string) c from t"),
                arguments(
                        "field names", "select named_struct('p', 1) c from t", "select named_struct('q', 1) c from t"),
                arguments("outer explode", "select explode(arr) c from t", "select explode_outer(arr) c from t"),
                arguments(
                        "position",
                        "select e from t lateral view posexplode(arr) as p, e",
                        "select p e from t lateral view posexplode(arr) as p, e"),
                arguments("try", "select cast(str as int) c from t", "select try_cast(str as int) c from t"),
                arguments("try add", "select try_add(i, 1) c from t", "select i + 1 c from t"),
                arguments("format", "select date_format(dt, 'yyyy') c from t", "select date_format(dt, 'MM') c from t"),
                arguments("substring", "select substring(str, 1) c from t", "select substring(str, 2) c from t"),
                arguments("escape", "select str like 'v!_' escape '!' c from t", "select str like 'v!_' c from t"),
                arguments(
                        "values",
                        "select * from values (1, 'a'), (2, 'b') v(x, y)",
                        "select * from values (1, 'b'), (2, 'a') v(x, y)"),
                arguments("duplicates", "select * from values (1), (1) v(x)", "select * from values (1) v(x)"),
                arguments("range", "select id from range(10)", "select id from range(0, 10, 2)"),
                arguments("subtraction", "select x - y c from a", "select y - x c from a"),
                arguments("sums of three", "select (d + f) + 0.1D c from t", "select d + (f + 0.1D) c from t"),
                arguments("day", "select dayofmonth(dt) c from t", "select dayofweek(dt) c from t"),
                arguments(
                        "sort order",
                        "select sort_array(arr, true) c from t",
                        "select sort_array(arr, false) c from t"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("different")
    void queriesThatLookAlikeAreNotTheSame(String what, String one, String other) {
        QueryFingerprint first = TestData.told(SESSION.sql(one));
        QueryFingerprint second = TestData.told(SESSION.sql(other));

        assertThat(second.key()).as("%s%n%s", what, first.description()).isNotEqualTo(first.key());
        assertThat(second.inputs()).hasSameSizeAs(first.inputs());
    }
}
