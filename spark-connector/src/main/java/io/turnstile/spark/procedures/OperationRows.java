package io.turnstile.spark.procedures;

import io.turnstile.core.operations.Column;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A conversion of an operation's rows to Spark's rows and schema: text as {@code STRING}, numbers as {@code BIGINT},
 * what is so or not as {@code BOOLEAN}, times as {@code TIMESTAMP}, durations as {@code INTERVAL DAY TO SECOND},
 * parameters as {@code MAP<STRING, STRING>}.
 */
public final class OperationRows {
    private OperationRows() {}

    /** The columns of a kind of row. */
    public static StructType schema(Class<? extends Record> kind) {
        StructType schema = new StructType();
        for (Column column : Column.of(kind)) {
            schema = schema.add(column.name(), type(column.type()), true);
        }
        return schema;
    }

    /** What there is in these columns. */
    public static List<Row> rows(List<? extends Record> rows) {
        return rows.stream().map(row -> RowFactory.create(Column.values(row))).toList();
    }

    private static DataType type(Column.Type type) {
        return switch (type) {
            case TEXT -> DataTypes.StringType;
            case NUMBER -> DataTypes.LongType;
            case BOOLEAN -> DataTypes.BooleanType;
            case TIME -> DataTypes.TimestampType;
            case DURATION -> DataTypes.createDayTimeIntervalType();
            case MAP -> DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);
        };
    }
}
