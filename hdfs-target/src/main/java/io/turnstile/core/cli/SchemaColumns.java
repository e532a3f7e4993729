package io.turnstile.core.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the schema that a manifest holds, for listings: the columns and their types where it is spelled as Spark does,
 * in JSON; and as it stands where it is not.
 */
final class SchemaColumns {
    private SchemaColumns() {}

    /** The types by the names of the columns, in their order. */
    static Map<String, String> of(String schema) {
        Map<String, String> columns = new LinkedHashMap<>();
        try (JsonParser json = new JsonFactory().createParser(schema)) {
            json.nextToken();
            if (tree(json) instanceof Map<?, ?> struct && struct.get("fields") instanceof List<?> fields) {
                for (Object field : fields) {
                    if (field instanceof Map<?, ?> named) {
                        columns.put(String.valueOf(named.get("name")), type(named.get("type")));
                    }
                }
                return columns;
            }
        } catch (IOException otherSpelling) {
            columns.clear();
        }
        columns.put("schema", schema);
        return columns;
    }

    /** The value at which the parser is: a map, a list, or text. */
    private static @Nullable Object tree(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                map.put(name, tree(json));
            }
            return map;
        }
        if (json.currentToken() == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                list.add(tree(json));
            }
            return list;
        }
        return json.getText();
    }

    /** As SQL spells it. */
    private static String type(@Nullable Object type) {
        if (!(type instanceof Map<?, ?> nested)) {
            return String.valueOf(type);
        }
        return switch (String.valueOf(nested.get("type"))) {
            case "array" -> "array<" + type(nested.get("elementType")) + ">";
            case "map" -> "map<" + type(nested.get("keyType")) + "," + type(nested.get("valueType")) + ">";
            case "struct" ->
                "struct<"
                        + (nested.get("fields") instanceof List<?> fields
                                ? fields.stream()
                                        .filter(Map.class::isInstance)
                                        .map(Map.class::cast)
                                        .map(field -> field.get("name") + ":" + type(field.get("type")))
                                        .collect(Collectors.joining(","))
                                : "")
                        + ">";
            default -> String.valueOf(nested.get("type"));
        };
    }
}
