package io.turnstile.core.advice;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of an event, or of an object in it. What is large and of no use is not kept. */
record EventFields(Map<?, ?> fields) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxStringLength(100_000_000)
                    .build())
            .build();

    private static final Set<String> OF_NO_USE = Set.of(
            "RDD Info",
            "Details",
            "details",
            "Stage Infos",
            "Parent IDs",
            "physicalPlanDescription",
            "sparkPlanInfo",
            "modifiedConfigs");

    /** @throws IOException if that is not one object of JSON */
    static EventFields parse(InputStream line) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            if (value(parser) instanceof Map<?, ?> map && parser.nextToken() == null) {
                return new EventFields(map);
            }
            throw new IOException("That is not one object of JSON");
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (OF_NO_USE.contains(name)) {
                    parser.skipChildren();
                } else {
                    map.put(name, value(parser));
                }
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getDoubleValue();
        }
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (token == null) {
            throw new IOException("That ends in the midst of a value");
        }
        return null;
    }

    /** A text; empty if there is none. */
    String text(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    /** A number, also if it is written as text; what else is given if there is none. */
    long number(String name, long otherwise) {
        Object value = fields.get(name);
        if (value instanceof Number number) {
            return number.longValue();
        }
        try {
            return value instanceof String text ? Long.parseLong(text) : otherwise;
        } catch (NumberFormatException none) {
            return otherwise;
        }
    }

    /** A number; 0 if there is none. */
    double fraction(String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    /** Whether there is such a field, and it is not null. */
    boolean has(String name) {
        return fields.get(name) != null;
    }

    /** An object; without fields if there is none. */
    EventFields object(String name) {
        return new EventFields(fields.get(name) instanceof Map<?, ?> map ? map : Map.of());
    }

    /** The objects of a list. */
    List<EventFields> objects(String name) {
        List<EventFields> objects = new ArrayList<>();
        for (Object element : list(name)) {
            objects.add(new EventFields(element instanceof Map<?, ?> map ? map : Map.of()));
        }
        return objects;
    }

    /** The whole numbers of a list. */
    List<Long> numbers(String name) {
        List<Long> numbers = new ArrayList<>();
        for (Object element : list(name)) {
            if (element instanceof Number number) {
                numbers.add(number.longValue());
            }
        }
        return numbers;
    }

    /** The texts of a list. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            if (element instanceof String text) {
                texts.add(text);
            }
        }
        return texts;
    }

    private List<?> list(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }
}
