package io.turnstile.spark.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * A table made at random: columns of any type and of odd names, a few rows of values that are hard to keep, and perhaps
 * partition columns. Times are those of {@code java.time}, so a session that reads them needs
 * {@code spark.sql.datetime.java8API.enabled}.
 */
public record GeneratedTable(StructType schema, List<Row> rows, List<String> partitionColumns) {
    private static final List<String> ODD_NAMES = List.of(
            "a b",
            "x.y",
            "größe",
            "名前",
            "p=%:/",
            "back`tick",
            "`quoted`",
            ".dot",
            "_under",
            "_corrupt_record",
            "_metadata",
            " lead",
            "trail ",
            "a,b",
            "a;b",
            "{x}",
            "(y)",
            "tab\there",
            "new\nline",
            "\"double\"",
            "it's",
            "back\\slash",
            "#hash",
            "1",
            "-",
            "*",
            "?",
            "a:b",
            "null",
            "key",
            "value",
            "element",
            "list",
            "_c0",
            "_col0",
            "__HIVE_DEFAULT_PARTITION__",
            "select",
            "<b>",
            "a>b",
            "a|b",
            "[z]",
            "😀",
            "$",
            "@",
            "generation");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "plain",
            " a ",
            "a,b",
            "\"",
            "\"\"",
            "a\"b",
            "\\",
            "\\N",
            "\\\\N",
            "\\\"",
            "null",
            "NULL",
            "\n",
            "\r",
            "\r\n",
            "a\nb",
            "\t",
            "#",
            "# x",
            "ä€😀",
            "\u0000",
            "\u2028",
            "\ufeff",
            "x\ufeff",
            "'",
            ";",
            "|",
            "0",
            "01",
            "1.0",
            "true",
            "NaN",
            "2001-02-03",
            "__HIVE_DEFAULT_PARTITION__",
            "a/b",
            "a=b",
            "%2F",
            "%",
            ".",
            "..",
            "{}",
            "[]",
            "{\"a\":1}");

    private static final List<LocalDateTime> TIMES = List.of(
            LocalDateTime.of(2001, 2, 3, 4, 5, 6, 789_012_000),
            LocalDateTime.of(2001, 10, 28, 2, 30),
            LocalDateTime.of(2001, 3, 25, 2, 30, 0, 1_000),
            LocalDateTime.of(1970, 1, 1, 0, 0),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
            LocalDateTime.of(1900, 1, 1, 0, 0),
            LocalDateTime.of(1883, 11, 18, 12, 0, 0, 1_000),
            LocalDateTime.of(1582, 10, 4, 0, 0),
            LocalDateTime.of(1582, 10, 15, 0, 0),
            LocalDateTime.of(1500, 2, 28, 1, 2, 3, 4_000),
            LocalDateTime.of(1, 1, 1, 0, 0),
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
            LocalDateTime.of(0, 2, 29, 0, 0),
            LocalDateTime.of(-44, 3, 15, 12, 0),
            LocalDateTime.of(10000, 1, 1, 0, 0),
            LocalDateTime.of(123456, 7, 8, 9, 10, 11, 12_000));

    private static final List<Supplier<DataType>> ATOMS = List.of(
            () -> DataTypes.ByteType,
            () -> DataTypes.ShortType,
            () -> DataTypes.IntegerType,
            () -> DataTypes.LongType,
            () -> DataTypes.FloatType,
            () -> DataTypes.DoubleType,
            () -> DataTypes.BooleanType,
            () -> DataTypes.StringType,
            () -> DataTypes.StringType,
            () -> DataTypes.StringType,
            () -> DataTypes.BinaryType,
            () -> DataTypes.DateType,
            () -> DataTypes.DateType,
            () -> DataTypes.TimestampType,
            () -> DataTypes.TimestampType,
            () -> DataTypes.TimestampNTZType,
            () -> DataTypes.createDecimalType(9, 2),
            () -> DataTypes.createDecimalType(18, 0),
            () -> DataTypes.createDecimalType(38, 18),
            DataTypes::createYearMonthIntervalType,
            DataTypes::createDayTimeIntervalType,
            () -> DataTypes.NullType);

    /** The table of a seed; most of those for CSV have no column that could not be in it anyway. */
    public static GeneratedTable of(long seed, String format) {
        Random random = new Random(seed);
        boolean flat = format.equals("csv") && random.nextInt(8) > 0;
        return new Generator(random, flat ? 0 : 2).table();
    }

    /** Its rows, as plain Spark has them. */
    public Dataset<Row> in(SparkSession session) {
        return session.createDataFrame(rows, schema);
    }

    /** A row as text, the same for rows that are equal, to the last bit. */
    public static String shown(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(shown(row.get(i)));
        }
        return "(" + String.join(" | ", values) + ")";
    }

    private static String shown(Object value) {
        if (value instanceof Row row) {
            return shown(row);
        }
        if (value instanceof byte[] bytes) {
            return "0x" + new BigInteger(1, bytes).toString(16) + "/" + bytes.length;
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            return JavaConverters.mapAsJavaMapConverter(map).asJava().entrySet().stream()
                    .map(entry -> shown(entry.getKey()) + "→" + shown(entry.getValue()))
                    .sorted()
                    .toList()
                    .toString();
        }
        if (value instanceof scala.collection.Seq<?> list) {
            return JavaConverters.seqAsJavaListConverter(list).asJava().stream()
                    .map(GeneratedTable::shown)
                    .toList()
                    .toString();
        }
        if (value instanceof String text) {
            // So that what is invisible shows.
            return text.replace("\r", "␍")
                    .replace("\n", "␊")
                    .replace("\u0000", "␀")
                    .replace("\ufeff", "⟨BOM⟩");
        }
        return String.valueOf(value);
    }

    @Override
    public String toString() {
        return schema.toDDL() + " PARTITIONED BY " + partitionColumns + "\n  "
                + String.join("\n  ", rows.stream().map(GeneratedTable::shown).toList());
    }

    /**
     * @param random what everything is drawn from
     * @param deepest how deep types are nested; if not at all, there are no binary ones either
     */
    private record Generator(Random random, int deepest) {
        GeneratedTable table() {
            StructType schema = struct(1 + random.nextInt(5), deepest);
            List<Row> rows = IntStream.range(0, random.nextInt(7))
                    .mapToObj(i -> row(schema))
                    .toList();
            List<String> partitions = Stream.of(schema.fieldNames())
                    .filter(name -> random.nextInt(4) == 0)
                    .limit(2)
                    .toList();
            return new GeneratedTable(schema, rows, partitions);
        }

        private StructType struct(int fields, int depth) {
            Set<String> names = new LinkedHashSet<>();
            while (names.size() < fields) {
                names.add(random.nextInt(3) > 0 ? "c" + names.size() : one(ODD_NAMES));
            }
            StructType struct = new StructType();
            for (String name : names) {
                struct = struct.add(new StructField(name, type(depth), true, Metadata.empty()));
            }
            return struct;
        }

        private DataType type(int depth) {
            if (depth == 0 || random.nextInt(4) > 0) {
                DataType atom = one(ATOMS).get();
                boolean unusual =
                        atom.equals(DataTypes.NullType) || (deepest == 0 && atom.equals(DataTypes.BinaryType));
                return unusual && random.nextInt(8) > 0 ? DataTypes.StringType : atom;
            }
            return switch (random.nextInt(3)) {
                case 0 -> DataTypes.createArrayType(type(depth - 1), true);
                case 1 ->
                    DataTypes.createMapType(
                            random.nextInt(4) > 0 ? DataTypes.StringType : key(), type(depth - 1), true);
                default -> struct(1 + random.nextInt(3), depth - 1);
            };
        }

        private DataType key() {
            DataType key = one(ATOMS).get();
            return key.equals(DataTypes.NullType) ? DataTypes.IntegerType : key;
        }

        private Row row(StructType schema) {
            return RowFactory.create(Stream.of(schema.fields())
                    .map(field -> value(field.dataType()))
                    .toArray());
        }

        private Object value(DataType type) {
            return random.nextInt(5) == 0 ? null : present(type);
        }

        private Object present(DataType type) {
            if (type instanceof ArrayType array) {
                return IntStream.range(0, random.nextInt(3))
                        .mapToObj(i -> value(array.elementType()))
                        .toArray();
            }
            if (type instanceof MapType map) {
                Map<Object, Object> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    Object key = present(map.keyType());
                    // Bytes are not equal to equal ones.
                    if (!(key instanceof byte[]) || entries.isEmpty()) {
                        entries.put(key, value(map.valueType()));
                    }
                }
                return JavaConverters.mapAsScalaMapConverter(entries).asScala();
            }
            if (type instanceof StructType struct) {
                return row(struct);
            }
            if (type instanceof DecimalType decimal) {
                BigInteger unscaled = new BigInteger(random.nextInt(3 * decimal.precision()) + 1, random)
                        .mod(BigInteger.TEN.pow(decimal.precision()));
                return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
            }
            return atom(type);
        }

        private Object atom(DataType type) {
            return switch (type.typeName().replaceAll("[( ].*", "")) {
                case "byte", "tinyint" -> one(List.of((byte) 0, (byte) 1, Byte.MIN_VALUE, Byte.MAX_VALUE));
                case "short", "smallint" -> one(List.of((short) 0, (short) -1, Short.MIN_VALUE, Short.MAX_VALUE));
                case "integer" -> one(List.of(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case "long" -> one(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 9007199254740993L));
                case "float" ->
                    one(List.of(
                            0f, -0f, 1.5f, 0.1f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE));
                case "double" ->
                    one(List.of(
                            0d,
                            -0d,
                            1.5,
                            0.1,
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            Double.MAX_VALUE,
                            Double.MIN_VALUE,
                            1e16));
                case "boolean" -> random.nextBoolean();
                case "string" -> one(TEXTS);
                case "binary" -> one(List.of(new byte[0], new byte[] {0}, new byte[] {-1, 0, 16}, new byte[] {34, 10}));
                case "date" -> one(TIMES).toLocalDate();
                case "timestamp" -> one(TIMES).toInstant(ZoneOffset.UTC);
                case "timestamp_ntz" -> one(TIMES);
                case "interval" ->
                    type.typeName().contains("year")
                            ? Period.ofMonths(one(List.of(0, 14, -14, Integer.MAX_VALUE)))
                            : one(List.of(
                                    Duration.ZERO, Duration.ofSeconds(93784, 5000), Duration.ofSeconds(-1, -1000)));
                case "void" -> null;
                default -> throw new IllegalStateException(type.typeName());
            };
        }

        private <T> T one(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
