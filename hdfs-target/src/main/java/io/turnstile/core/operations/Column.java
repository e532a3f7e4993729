package io.turnstile.core.operations;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column of an operation's rows: a component of their record, in the spelling of SQL, so that {@code heldFor} is {@code
 * held_for}.
 *
 * @param name its name
 * @param type what its values are
 */
public record Column(String name, Type type) {
    /** The data type of a column's values. Any may be null. */
    public enum Type {
        /** {@link String}. */
        TEXT,
        /** {@link Long}. */
        NUMBER,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link Instant}. */
        TIME,
        /** {@link Duration}. */
        DURATION,
        /** A {@link Map} of text to text. */
        MAP
    }

    /** The columns of a kind of row. */
    public static List<Column> of(Class<? extends Record> row) {
        return Arrays.stream(row.getRecordComponents())
                .map(component -> new Column(inSql(component.getName()), type(component.getType())))
                .toList();
    }

    /** What a row has in its columns, in their order. */
    public static @Nullable Object[] values(Record row) {
        RecordComponent[] components = row.getClass().getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            try {
                values[i] = components[i].getAccessor().invoke(row);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    private static String inSql(String name) {
        return name.replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Type type(Class<?> type) {
        if (type == long.class || type == Long.class) {
            return Type.NUMBER;
        }
        if (type == boolean.class) {
            return Type.BOOLEAN;
        }
        if (type == Instant.class) {
            return Type.TIME;
        }
        if (type == Duration.class) {
            return Type.DURATION;
        }
        if (type == Map.class) {
            return Type.MAP;
        }
        if (type == String.class) {
            return Type.TEXT;
        }
        throw new IllegalArgumentException("No column holds a " + type.getName());
    }
}
