package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.GeneratedCases;
import io.turnstile.spark.testing.GeneratedSettings;
import io.turnstile.spark.testing.SharedSpark;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a query asks for, of data columns and of partition columns, it gets from a dataset what it gets from the same rows
 * in memory: with any condition, joined with others, aggregated.
 */
class GeneratedFilterTest {
    private static final int QUERIES = 12;

    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.LongType)
            .add("n", DataTypes.IntegerType)
            .add("x", DataTypes.DoubleType)
            .add("text", DataTypes.StringType)
            .add("day", DataTypes.DateType)
            .add("exact", DataTypes.createDecimalType(9, 2))
            .add("flag", DataTypes.BooleanType)
            .add("p", DataTypes.IntegerType)
            .add("q", DataTypes.StringType)
            .add("r", DataTypes.DateType);

    private static final Map<String, List<Object>> VALUES = Map.of(
            "id", List.of(0L, 7L, 40L, -1L),
            "n", List.of(0, 1, -1, 3, Integer.MAX_VALUE),
            "x", List.of(0d, -0d, 1.5, Double.NaN, Double.POSITIVE_INFINITY),
            "text", List.of("", "a", "ab", "b", " a", "ä", "a%", "A"),
            "day", List.of(LocalDate.of(2001, 2, 3), LocalDate.of(1500, 1, 1), LocalDate.of(9999, 12, 31)),
            "exact", List.of(new BigDecimal("0.00"), new BigDecimal("1.10"), new BigDecimal("-1234567.89")),
            "flag", List.of(true, false),
            "p", List.of(0, 1, 2, -5),
            "q", List.of("a", "b/c", "A", "01", "1"),
            "r", List.of(LocalDate.of(2001, 2, 3), LocalDate.of(1970, 1, 1)));

    private final UserDefinedFunction function = functions.udf(
            (UDF1<Object, Boolean>) value -> value != null && value.toString().length() % 2 == 1,
            DataTypes.BooleanType);

    @TempDir
    Path root;

    static LongStream seeds() {
        return GeneratedCases.seeds(10);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void queriesGetWhatTheyGetFromMemory(long seed) throws Exception {
        Random random = new Random(seed);
        String format = GeneratedSettings.format(random);
        SparkSession writer = SharedSpark.other(Map.of(
                "spark.sql.datetime.java8API.enabled",
                "true",
                "spark.sql.parquet.datetimeRebaseModeInWrite",
                "CORRECTED"));
        List<Row> rows = rows(random);
        List<String> partitions = List.of("p", "q", "r").subList(0, random.nextInt(4));
        writer.createDataFrame(rows, SCHEMA)
                .repartition(1 + random.nextInt(3))
                .write()
                .format("turnstile")
                .option("root", root.toString())
                .option("format", format)
                .partitionBy(partitions.toArray(String[]::new))
                .mode("ignore")
                .save("any.table");
        Map<String, String> settings = GeneratedSettings.ofReader(random);
        settings.keySet().removeIf(name -> name.contains("caseSensitive") || name.contains("RebaseMode"));
        SparkSession reader = SharedSpark.other(settings);
        Dataset<Row> memory = reader.createDataFrame(rows, SCHEMA);
        for (int i = 0; i < QUERIES; i++) {
            Query query = query(random);
            Dataset<Row> read = reader.read()
                    .format("turnstile")
                    .option("root", root.toString())
                    .load("any.table");
            String shown = "%s by %s, read with %s: %s".formatted(format, partitions, settings, query.shown());
            assertThat(strings(query.of(read))).as(shown).isEqualTo(strings(query.of(memory)));
        }
    }

    private static List<String> strings(Dataset<Row> result) {
        return result.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        for (long id = 0; id < 40; id++) {
            List<Object> values = new ArrayList<>(List.of(id));
            for (String column : List.of(SCHEMA.fieldNames()).subList(1, SCHEMA.length())) {
                values.add(random.nextInt(6) == 0 ? null : one(VALUES.get(column), random));
            }
            rows.add(RowFactory.create(values.toArray()));
        }
        return rows;
    }

    private record Query(String shown, java.util.function.UnaryOperator<Dataset<Row>> applied) {
        Dataset<Row> of(Dataset<Row> frame) {
            return applied.apply(frame);
        }
    }

    private Query query(Random random) {
        Column condition = condition(random, 3);
        return switch (random.nextInt(5)) {
            case 0 ->
                new Query(
                        "count where " + condition,
                        frame -> frame.where(condition).groupBy().count());
            case 1 ->
                new Query(
                        "groups where " + condition,
                        frame -> frame.where(condition)
                                .groupBy("p", "q")
                                .agg(functions.count("*"), functions.min("n"), functions.max("day")));
            case 2 -> {
                Column other = condition(random, 1);
                yield new Query(
                        "join of those with " + condition + " and those with " + other,
                        frame -> frame.where(condition)
                                .select("id", "p", "q")
                                .join(
                                        frame.where(other)
                                                .select(functions.col("p").as("p2"))
                                                .distinct(),
                                        functions.expr("p <=> p2")));
            }
            case 3 ->
                new Query(
                        "limits " + condition,
                        frame -> frame.agg(
                                functions.min("p"),
                                functions.max("r"),
                                functions.count("n"),
                                functions.count_if(condition)));
            default ->
                new Query("where " + condition, frame -> frame.where(condition).select("id", "p", "text"));
        };
    }

    private Column condition(Random random, int depth) {
        if (depth > 0 && random.nextBoolean()) {
            Column one = condition(random, depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> functions.not(one);
                case 1 -> one.or(condition(random, depth - 1));
                case 2 -> functions.coalesce(one, functions.lit(random.nextBoolean()));
                default -> one.and(condition(random, depth - 1));
            };
        }
        String name = one(List.of(SCHEMA.fieldNames()), random);
        Column column = functions.col(name);
        Object value = one(VALUES.get(name), random);
        return switch (random.nextInt(11)) {
            case 0 -> column.isNull();
            case 1 -> column.isNotNull();
            case 2 -> column.eqNullSafe(value);
            case 3 -> column.isin(value, one(VALUES.get(name), random));
            case 4 -> column.lt(value);
            case 5 -> column.geq(value);
            case 6 -> function.apply(column);
            case 7 -> functions.not(function.apply(functions.col(one(List.of("p", "q", "r"), random))));
            case 8 -> column.cast("string").startsWith(one(List.of("a", "0", "2001", "-"), random));
            case 9 -> functions.col("q").like(one(List.of("%a%", "_", "b/%"), random));
            default -> column.equalTo(value);
        };
    }

    private static <T> T one(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
