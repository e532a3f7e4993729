package io.turnstile.core.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.operations.Column;
import io.turnstile.core.option.Durations;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A formatter of an operation's rows: a table for people, JSON for machines. */
record RowTable(Class<? extends Record> kind, List<? extends Record> rows) {
    /** An application's name is anybody's, and must not play with the terminal. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** For people: a table, or a line that says that there is nothing. */
    String table() {
        if (rows.isEmpty()) {
            return "(none)\n";
        }
        TextTable table = new TextTable();
        List<Column> columns = Column.of(kind);
        columns.forEach(column -> table.column(
                column.name(), column.type() == Column.Type.NUMBER ? TextTable.Side.RIGHT : TextTable.Side.LEFT));
        for (Record row : rows) {
            @Nullable Object[] values = Column.values(row);
            String[] cells = new String[values.length];
            for (int i = 0; i < values.length; i++) {
                cells[i] = CONTROL.matcher(cell(values[i])).replaceAll("?");
            }
            table.row(cells);
        }
        return table.toString();
    }

    private static String cell(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return Durations.shown(duration);
        }
        if (value instanceof Instant at) {
            return at.truncatedTo(ChronoUnit.SECONDS).toString();
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        return value == null ? "-" : value.toString();
    }

    /** For machines: a list of objects. Times as ISO 8601 has them, durations in seconds. */
    String json() {
        StringWriter out = new StringWriter();
        List<Column> columns = Column.of(kind);
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartArray();
            for (Record row : rows) {
                write(json, columns, row);
            }
            json.writeEndArray();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out + "\n";
    }

    /** One of the objects. */
    static void write(JsonGenerator json, List<Column> columns, Record row) throws IOException {
        @Nullable Object[] values = Column.values(row);
        json.writeStartObject();
        for (int i = 0; i < values.length; i++) {
            json.writeFieldName(columns.get(i).name());
            write(json, values[i]);
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Duration duration) {
            json.writeNumber(duration.toMillis() / 1000.0);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeStringField(entry.getKey().toString(), String.valueOf(entry.getValue()));
            }
            json.writeEndObject();
        } else {
            json.writeString(value.toString());
        }
    }
}
