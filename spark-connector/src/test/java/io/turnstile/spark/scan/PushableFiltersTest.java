package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which filters are pushed down. That those of Python's are not, and what comes of it, the tests in Python show. */
class PushableFiltersTest {
    @BeforeAll
    static void register() {
        SparkSession session = SharedSpark.session();
        UDF1<Long, Boolean> odd = value -> value % 2 == 1;
        session.udf().register("odd", odd, DataTypes.BooleanType);
        session.udf()
                .register(
                        "sometimes_odd",
                        functions.udf(odd, DataTypes.BooleanType).asNondeterministic());
    }

    private static Expression filter(String condition) {
        Filter filter = (Filter) SharedSpark.session()
                .range(4)
                .selectExpr("id", "id % 2 AS p")
                .where(condition)
                .queryExecution()
                .analyzed();
        return filter.condition();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p = 1",
                "NOT (p = 1 OR p IS NULL)",
                "p IN (1, 2)",
                "upper(cast(p AS string)) LIKE '%1%'",
                "odd(p)",
                "p = 1 AND p < cast(current_date() AS string)"
            })
    void whatTheDriverEvaluatesIsPushed(String condition) {
        assertThat(PushableFilters.isPushable(filter(condition))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p = 1 AND rand() < 0.5",
                "sometimes_odd(p)",
                "p IN (SELECT 1L)",
                "p = (SELECT max(id) FROM range(2))",
                "EXISTS (SELECT 1) OR p = 1"
            })
    void whatIsNotCertainIsLeftToSpark(String condition) {
        assertThat(PushableFilters.isPushable(filter(condition))).isFalse();
    }
}
