package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.Option;

/**
 * An estimate of how the processor time of a stage divides among its operators, from the rows that went through each. It is in
 * nanoseconds of some machine; only the proportion of operators of one stage counts, so that stages which one part has to itself
 * are not estimated at all.
 */
final class OperatorWork {
    /** Bytes of the largest decimals. */
    private static final int LARGEST_PLAIN = 16;

    private static final double READ_EXCHANGED = 150;
    private static final double READ_EXCHANGED_COLUMN = 20;

    /** What only holds others together, or says how they are called. */
    private static final Set<String> NONE = Set.of("WholeStageCodegenExec", "InputAdapter", "AQEShuffleReadExec");

    private OperatorWork() {}

    /** How many rows an operator gave: as it has counted, else as many as it took. */
    static double rows(SparkPlan plan, List<Double> taken) {
        Option<SQLMetric> counted = plan.metrics().get("numOutputRows");
        if (counted.isDefined()) {
            return Math.max(0, counted.get().value());
        }
        return sum(taken);
    }

    private static double sum(List<Double> rows) {
        return rows.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Of reading so many rows of these columns from a dataset. */
    static double ofReading(double rows, List<Attribute> columns) {
        return rows * (10 + values(columns, 12, 40));
    }

    /** Of writing them. */
    static double ofWriting(double rows, List<Attribute> columns) {
        return rows * (20 + values(columns, 60, 100));
    }

    private static double values(List<Attribute> columns, double plain, double ofAnyLength) {
        return columns.stream()
                .mapToDouble(column -> isPlain(column) ? plain : ofAnyLength)
                .sum();
    }

    /** Whether it is a number, a date or a flag, of which Spark says how large they are, and not text or a list of values. */
    private static boolean isPlain(Attribute column) {
        return column.dataType().defaultSize() <= LARGEST_PLAIN;
    }

    /** Of reading a further column of so many rows, and adding it up. */
    static double ofColumn(double rows) {
        return rows * 50;
    }

    /** Whether it is no operator that does something by itself. */
    static boolean isNone(SparkPlan plan) {
        return NONE.contains(plan.getClass().getSimpleName());
    }

    /**
     * Of an operator.
     *
     * @param rows how many it gave
     * @param taken how many it took from each of those beneath it
     * @param exchanged how many values of how many rows of them it read from other stages
     */
    static double of(SparkPlan plan, double rows, List<Double> taken, Exchanged exchanged) {
        return (isNone(plan) ? 0 : own(plan, rows, taken))
                + exchanged.rows * READ_EXCHANGED
                + exchanged.values * READ_EXCHANGED_COLUMN;
    }

    /** What was read from other stages. */
    record Exchanged(double rows, double values) {}

    private static double own(SparkPlan plan, double rows, List<Double> children) {
        double taken = sum(children);
        String name = plan.getClass().getSimpleName();
        List<Attribute> columns = FromScala.list(plan.output());
        if (plan.children().isEmpty()) {
            return name.startsWith("Range") ? rows * 3 : ofReading(rows, columns) * (readsText(plan) ? 8 : 1);
        }
        if (name.contains("Exchange")) {
            return taken * (120 + 15.0 * columns.size());
        }
        if (name.contains("Python") || name.contains("Pandas") || name.contains("InArrow")) {
            return taken * 2000;
        }
        if (name.contains("NestedLoop") || name.contains("Cartesian")) {
            return children.stream().mapToDouble(each -> Math.max(1, each)).reduce(1, (a, b) -> a * b) * 10;
        }
        if (name.contains("Join")) {
            return (taken + rows) * (name.startsWith("Broadcast") ? 30 : 60);
        }
        if (name.contains("Write") || name.contains("Append") || name.contains("Overwrite")) {
            return ofWriting(taken, written(plan));
        }
        if (name.contains("Aggregate")) {
            double keysAndSums = name.contains("ObjectHash") ? 300 : 150;
            return taken * (keysAndSums + 15.0 * columns.size() + expressions(plan)) + rows * 100;
        }
        return taken * (base(name) + expressions(plan)) + rows * 2;
    }

    private static List<Attribute> written(SparkPlan write) {
        return FromScala.list(write.children()).stream()
                .flatMap(child -> FromScala.list(child.output()).stream())
                .toList();
    }

    private static double base(String name) {
        if (name.equals("SortExec")) {
            return 250;
        }
        if (name.contains("Window")) {
            return 150;
        }
        return name.contains("TakeOrdered") ? 30 : 1;
    }

    private static boolean readsText(SparkPlan scan) {
        String shown = scan.nodeName().toLowerCase(Locale.ROOT);
        return shown.contains("csv") || shown.contains("json") || shown.contains("text");
    }

    private static double expressions(SparkPlan plan) {
        return FromScala.list(plan.expressions()).stream()
                .mapToDouble(OperatorWork::expression)
                .sum();
    }

    private static double expression(Expression expression) {
        double own = own(expression.getClass().getSimpleName());
        return own
                + FromScala.list(expression.children()).stream()
                        .mapToDouble(OperatorWork::expression)
                        .sum();
    }

    private static double own(String name) {
        return switch (name) {
            case "AttributeReference", "Literal", "Alias", "AggregateExpression", "SortOrder" -> 0.5;
            case "ScalaUDF" -> 150;
            case "RLike", "RegExpReplace", "RegExpExtract", "GetJsonObject", "JsonToStructs", "StructsToJson" -> 300;
            case "Like", "StringSplit", "DateFormatClass", "GetTimestamp", "ToTimestamp", "Sha2", "Md5" -> 100;
            case "Cast", "Concat", "Substring", "Upper", "Lower", "Divide", "Pow", "Exp", "Log" -> 15;
            default -> 4;
        };
    }
}
