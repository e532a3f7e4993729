package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.Product;

/**
 * The constructor's parameters of an expression as text, with {@code @} for each operand. Among them are the settings that
 * Spark has put into it when it was analysed: whether it fails or gives null, the time zone, the precision. A parameter of a
 * type that is not known is a refusal.
 */
final class ExpressionParameters {
    private final Expression expression;
    private final List<Expression> operands = new ArrayList<>();
    private final String text;

    private ExpressionParameters(Expression expression) {
        this.expression = expression;
        StringJoiner joined = new StringJoiner(",", "(", ")");
        List<Object> parameters = FromScala.list(((Product) expression).productIterator());
        for (int i = 0; i < parameters.size(); i++) {
            if (!isWithoutEffect(i)) {
                joined.add(text(parameters.get(i)));
            }
        }
        text = expression.getClass().getSimpleName() + joined;
    }

    static ExpressionParameters of(Expression expression) {
        return new ExpressionParameters(expression);
    }

    /** With the name of the expression's class. */
    String text() {
        return text;
    }

    List<Expression> operands() {
        return operands;
    }

    /** The time zone of a cast that needs none, and the name of a field that is taken by its position. */
    private boolean isWithoutEffect(int position) {
        if (expression instanceof Cast cast) {
            return position == 2 && !cast.needsTimeZone();
        }
        return expression instanceof GetStructField && position == 2;
    }

    private String text(@Nullable Object parameter) {
        if (parameter == null
                || parameter instanceof Boolean
                || parameter instanceof Number
                || parameter instanceof Character
                || parameter instanceof scala.Enumeration.Value) {
            return String.valueOf(parameter);
        }
        if (parameter instanceof Expression operand) {
            operands.add(operand);
            return "@";
        }
        if (parameter instanceof String || parameter instanceof UTF8String) {
            return parameter.toString().length() + ":" + parameter;
        }
        if (parameter instanceof DataType type) {
            return TypeText.exact(type);
        }
        if (parameter instanceof StructField field) {
            return text(field.name()) + " " + TypeText.exact(field.dataType()) + field.nullable();
        }
        if (parameter instanceof scala.collection.Seq<?> several) {
            return several(FromScala.list(several));
        }
        if (parameter instanceof scala.Option<?> option) {
            return option.isEmpty() ? "none" : "some " + text(option.get());
        }
        if (parameter instanceof Product product && isTransparent(product)) {
            return product.productPrefix() + several(FromScala.list(product.productIterator()));
        }
        throw new Untold("function " + expression.prettyName() + " ("
                + expression.getClass().getSimpleName() + ") is made with a "
                + parameter.getClass().getName() + ", which is not known; leave it out");
    }

    /** Pairs, what is the only one of its kind, and where Spark 4 keeps the settings of arithmetic. */
    private static boolean isTransparent(Product product) {
        String type = product.getClass().getName();
        return type.startsWith("scala.Tuple2")
                || type.equals("org.apache.spark.sql.catalyst.expressions.NumericEvalContext")
                || (product.productArity() == 0 && type.startsWith("org.apache.spark.sql.catalyst."));
    }

    private String several(List<?> parameters) {
        StringJoiner joined = new StringJoiner(",", "[", "]");
        parameters.forEach(parameter -> joined.add(text(parameter)));
        return joined.toString();
    }
}
