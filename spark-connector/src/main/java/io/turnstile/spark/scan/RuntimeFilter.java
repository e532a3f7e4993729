package io.turnstile.spark.scan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;

/**
 * A runtime filter, for dynamic partition pruning: a predicate that Spark finds while the query runs, in the form in
 * which it can leave out partitions. It says that a partition column is one of these values.
 *
 * @param column the column's place in the partition schema
 * @param values in Spark's internal representation
 */
record RuntimeFilter(int column, DataType type, Set<Object> values) {
    /** Types whose values are the same to Java exactly if they are to SQL. Neither -0.0 nor a collation is. */
    private static final Set<DataType> COMPARABLE = Set.of(
            DataTypes.StringType,
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType);

    /** Whether we can filter by a column of this type. */
    static boolean canFilterBy(DataType type) {
        return COMPARABLE.contains(type) || type instanceof DecimalType;
    }

    /** Reads a predicate; empty if it is none that leaves out partitions, which is no mistake. */
    static Optional<RuntimeFilter> of(Predicate predicate, StructType partitionSchema) {
        List<Expression> children = Arrays.asList(predicate.children());
        if (!(predicate.name().equals("IN") || (predicate.name().equals("=") && children.size() == 2))
                || !(children.get(0) instanceof NamedReference reference)
                || reference.fieldNames().length != 1) {
            return Optional.empty();
        }
        int column =
                Arrays.asList(partitionSchema.fieldNames()).indexOf(reference.fieldNames()[0]);
        if (column < 0 || !canFilterBy(partitionSchema.apply(column).dataType())) {
            return Optional.empty();
        }
        DataType type = partitionSchema.apply(column).dataType();
        Set<Object> values = new HashSet<>();
        for (Expression child : children.subList(1, children.size())) {
            if (!(child instanceof Literal<?> literal) || !literal.dataType().equals(type)) {
                return Optional.empty();
            }
            // Nothing equals null.
            if (literal.value() != null) {
                values.add(literal.value());
            }
        }
        return Optional.of(new RuntimeFilter(column, type, values));
    }

    /** Whether rows with these partition values may pass. */
    boolean mayMatch(InternalRow partition) {
        return !partition.isNullAt(column) && values.contains(partition.get(column, type));
    }
}
