package io.turnstile.spark.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** Columns that tell which they are, which a class of our own could only do with one Spark: each wants other methods of it. */
public final class NumberedColumn {
    private NumberedColumn() {}

    /**
     * One of them.
     *
     * @param id what distinguishes it from another one that is called so; null if it does not tell
     */
    public static Column of(String name, DataType type, @Nullable String id) {
        Column unnumbered = Column.create(name, type);
        return (Column) Proxy.newProxyInstance(
                Column.class.getClassLoader(), new Class<?>[] {Column.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("id")) {
                        return id;
                    }
                    try {
                        return method.invoke(unnumbered, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
