package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.LostContentException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A parser of JSON files such as commit records: one object, asked field by field. Fields that nobody asks for are
 * ignored, so that a later writer may add some without raising the format's number.
 */
final class JsonFields {
    /** The format that we write; a reader refuses anything above. */
    static final int FORMAT = 1;

    /** Room for twenty thousand generations that are still kept. */
    private static final int LARGEST = 16 * 1024 * 1024;

    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxStringLength(100_000_000)
                    .build())
            .build();

    private final Map<?, ?> fields;
    private final String file;

    private JsonFields(Map<?, ?> fields, String file) {
        this.fields = fields;
        this.file = file;
    }

    /** All of a file. @throws DamagedException if there is more than any file of ours holds */
    static byte[] content(InputStream in, String file) throws IOException {
        byte[] content;
        try {
            content = in.readNBytes(LARGEST + 1);
        } catch (LostContentException lost) {
            throw new DamagedException(lost);
        }
        if (content.length > LARGEST) {
            throw new DamagedException(file, "it is larger than " + LARGEST + " bytes.");
        }
        return content;
    }

    /** @throws DamagedException if it is not one JSON object of a format that we know */
    static JsonFields parse(byte[] content, String file) throws DamagedException {
        if (content.length == 0) {
            throw new DamagedException(file, "it is empty.");
        }
        try (JsonParser parser = JSON.createParser(content)) {
            parser.nextToken();
            Object value = value(parser);
            if (!(value instanceof Map<?, ?> map) || parser.nextToken() != null) {
                throw new DamagedException(file, "it is not one JSON object.");
            }
            JsonFields read = new JsonFields(map, file);
            checkFormat(read.integer("format"), file);
            return read;
        } catch (DamagedException told) {
            throw told;
        } catch (IOException malformed) {
            throw new DamagedException(file, "it is truncated or not JSON.", malformed);
        }
    }

    /** The object at which a parser is, all of it. @throws DamagedException if there is none */
    static JsonFields object(JsonParser parser, String file) throws IOException {
        if (!(value(parser) instanceof Map<?, ?> map)) {
            throw new DamagedException(file, "it has something else where an object should be.");
        }
        return new JsonFields(map, file);
    }

    static void checkFormat(long format, String file) throws DamagedException {
        if (format < FORMAT) {
            throw new DamagedException(file, "it has no format that there ever was.");
        }
        if (format > FORMAT) {
            throw DamagedException.newer(
                    file,
                    "it has format " + format + ", and this version of Turnstile knows format " + FORMAT
                            + ". Use the version that wrote it, or a later one.");
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return null;
        }
        switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                return list;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getLongValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_STRING -> {
                return parser.getText();
            }
            default -> {
                return null;
            }
        }
    }

    private DamagedException fault(String name, String what) {
        return new DamagedException(file, "its field '" + name + "' is " + what + ".");
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    String string(String name) throws DamagedException {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw fault(name, "missing or not text");
    }

    long integer(String name) throws DamagedException {
        if (fields.get(name) instanceof Long number) {
            return number;
        }
        throw fault(name, "missing or not a whole number");
    }

    /** A number of milliseconds. */
    Duration millis(String name, Duration shortest, Duration longest) throws DamagedException {
        Duration duration = Duration.ofMillis(integer(name));
        if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0) {
            throw fault(name, "not between " + shortest + " and " + longest);
        }
        return duration;
    }

    boolean flag(String name) throws DamagedException {
        if (fields.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw fault(name, "missing or neither true nor false");
    }

    Instant instant(String name) throws DamagedException {
        try {
            return Instant.parse(string(name));
        } catch (DateTimeParseException malformed) {
            throw fault(name, "not a time");
        }
    }

    GenerationName generation(String name) throws DamagedException {
        return GenerationName.parse(string(name)).orElseThrow(() -> fault(name, "not the name of a generation"));
    }

    JsonFields object(String name) throws DamagedException {
        if (fields.get(name) instanceof Map<?, ?> map) {
            return new JsonFields(map, file);
        }
        throw fault(name, "missing or not an object");
    }

    List<JsonFields> objects(String name) throws DamagedException {
        if (!(fields.get(name) instanceof List<?> list)) {
            throw fault(name, "missing or not a list");
        }
        List<JsonFields> objects = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> map)) {
                throw fault(name, "not a list of objects");
            }
            objects.add(new JsonFields(map, file));
        }
        return objects;
    }

    /** A list of texts. */
    List<String> lines(String name) throws DamagedException {
        if (!(fields.get(name) instanceof List<?> list)) {
            throw fault(name, "missing or not a list");
        }
        List<String> lines = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String line)) {
                throw fault(name, "not a list of texts");
            }
            lines.add(line);
        }
        return lines;
    }

    /** All fields of this object, which are text. */
    SortedMap<String, String> texts() throws DamagedException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Object name : fields.keySet()) {
            texts.put(String.valueOf(name), string(String.valueOf(name)));
        }
        return texts;
    }

    Application application(String name) throws DamagedException {
        JsonFields by = object(name);
        return new Application(by.string("id"), by.string("name"), by.string("user"), by.string("host"));
    }
}
