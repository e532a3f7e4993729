package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.package$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.junit.jupiter.api.Test;

/** The list of known expressions, held against the Spark that is there. */
class KnownExpressionsTest {
    private static final String PACKAGE = "org.apache.spark.sql.catalyst.expressions.";

    private static Set<String> allNames() {
        Set<String> names = new TreeSet<>();
        for (KnownExpressions.Kind kind : KnownExpressions.Kind.values()) {
            names.addAll(KnownExpressions.names(kind));
        }
        return names;
    }

    /** A name that is misspelt would go unnoticed: nothing is ever found by it. */
    @Test
    void everyNameIsAnExpression() {
        Set<String> missing = new TreeSet<>();
        for (String name : allNames()) {
            try {
                assertThat(Expression.class).isAssignableFrom(Class.forName(PACKAGE + name));
            } catch (ClassNotFoundException notInThisSpark) {
                missing.add(name);
            }
        }
        if (package$.MODULE$.SPARK_VERSION().startsWith("4.2")) {
            assertThat(missing).as("only what older ones have").containsExactlyInAnyOrder("TimeAdd");
        } else {
            assertThat(missing).as("only what newer ones have").hasSizeLessThan(40);
        }
    }

    /**
     * What is hashed of an expression is what Scala tells of a case class, which is its first list of parameters. One that has
     * a second list would be told by half.
     */
    @Test
    void noneHasAParameterThatDoesNotShow() throws Exception {
        Set<String> hidden = new TreeSet<>();
        for (String name : allNames()) {
            Class<?> type;
            try {
                type = Class.forName(PACKAGE + name);
            } catch (ClassNotFoundException notInThisSpark) {
                continue;
            }
            int most = Arrays.stream(type.getDeclaredConstructors())
                    .mapToInt(Constructor::getParameterCount)
                    .max()
                    .orElse(0);
            long shown = Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.getName().startsWith("copy$default$"))
                    .count();
            if (most != shown) {
                hidden.add(name + " " + most + " " + shown);
            }
        }
        assertThat(hidden).isEmpty();
    }
}
