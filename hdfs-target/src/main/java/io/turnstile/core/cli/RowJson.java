package io.turnstile.core.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.operations.Column;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A formatter of rows for machines: a list of JSON objects. Times as ISO 8601 has them, in UTC, durations in seconds, sizes
 * in bytes, and what is not known as null.
 */
final class RowJson {
    private RowJson() {}

    /** A line with a list of rows, or of maps of a name to a value, in which there may be more of both. */
    static String list(List<?> rows) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            write(json, rows);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out + "\n";
    }

    /** A value, whatever it is made of. */
    static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Duration duration) {
            json.writeNumber(duration.toMillis() / 1000.0);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Record row) {
            json.writeStartObject();
            List<Column> columns = Column.of(row.getClass());
            @Nullable Object[] values = Column.values(row);
            for (int i = 0; i < values.length; i++) {
                json.writeFieldName(columns.get(i).name());
                write(json, values[i]);
            }
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }
}
