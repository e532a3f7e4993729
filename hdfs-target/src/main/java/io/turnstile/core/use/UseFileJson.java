package io.turnstile.core.use;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.turnstile.core.lock.UseCount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The JSON codec of files of counts: {@code {"format": 1, "merged": [ids], "counts": [{…}]}}. Read one count after the other,
 * since there may be many. Fields that it does not know are skipped.
 */
final class UseFileJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FORMAT = 1;

    private UseFileJson() {}

    /** @param merged the ids of what is counted in here */
    static byte[] write(Set<String> merged, Consumer<Consumer<UseCount>> counts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeArrayFieldStart("merged");
            for (String id : merged) {
                json.writeString(id);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("counts");
            counts.accept(use -> write(json, use));
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, UseCount use) {
        try {
            json.writeStartObject();
            json.writeStringField("dataset", use.dataset());
            json.writeStringField("user", use.user());
            json.writeNumberField("reads", use.reads());
            json.writeNumberField("reuses", use.reuses());
            json.writeNumberField("savedMillis", use.saved().toMillis());
            json.writeStringField("lastUsed", use.lastUsed().toString());
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    /**
     * Reads one.
     *
     * @param merged gets the ids of what is counted in it
     * @throws MalformedUseException if it is not one of ours, or only a part; some of it may have been told by then
     */
    static void read(InputStream in, Collection<String> merged, Consumer<UseCount> counts) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "format" -> require(json.getLongValue() == FORMAT);
                    case "merged" -> {
                        require(json.currentToken() == JsonToken.START_ARRAY);
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            merged.add(json.getText());
                        }
                    }
                    case "counts" -> {
                        require(json.currentToken() == JsonToken.START_ARRAY);
                        while (json.nextToken() == JsonToken.START_OBJECT) {
                            counts.accept(count(json));
                        }
                    }
                    default -> json.skipChildren();
                }
            }
            require(json.currentToken() == JsonToken.END_OBJECT);
        } catch (JsonProcessingException | DateTimeException malformed) {
            throw new MalformedUseException(malformed);
        }
    }

    private static UseCount count(JsonParser json) throws IOException {
        Map<String, String> values = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            values.put(field, String.valueOf(json.getText()));
            json.skipChildren();
        }
        try {
            return new UseCount(
                    values.getOrDefault("dataset", ""),
                    values.getOrDefault("user", ""),
                    Long.parseLong(values.getOrDefault("reads", "0")),
                    Long.parseLong(values.getOrDefault("reuses", "0")),
                    Duration.ofMillis(Long.parseLong(values.getOrDefault("savedMillis", "0"))),
                    Instant.parse(values.getOrDefault("lastUsed", Instant.EPOCH.toString())));
        } catch (NumberFormatException malformed) {
            throw new MalformedUseException(malformed);
        }
    }

    private static void require(boolean expected) throws MalformedUseException {
        if (!expected) {
            throw new MalformedUseException(new IllegalStateException("not what a file of counts holds"));
        }
    }

    /** Not a file of ours. */
    static final class MalformedUseException extends IOException {
        private static final long serialVersionUID = 1L;

        MalformedUseException(Exception cause) {
            super("It is truncated, or no file of counts", cause);
        }
    }
}
