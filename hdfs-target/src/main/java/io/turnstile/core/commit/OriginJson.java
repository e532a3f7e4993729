package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.commit.Origin.Column;
import io.turnstile.core.commit.Origin.Signature;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON codec of origins. What it does not know of a later writer's it leaves out. */
final class OriginJson {
    private static final String SIGNATURE = "signature";

    private OriginJson() {}

    static void write(JsonGenerator json, String name, Origin origin) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("fingerprint", origin.query().fingerprint());
        json.writeStringField("because", origin.query().because());
        json.writeStringField("text", origin.query().text());
        json.writeArrayFieldStart("form");
        for (String line : origin.query().form()) {
            json.writeString(line);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("inputs");
        for (Input input : origin.inputs()) {
            write(json, input);
        }
        json.writeEndArray();
        Signature signature = origin.signature();
        if (signature != null) {
            write(json, signature);
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Signature signature) throws IOException {
        json.writeObjectFieldStart(SIGNATURE);
        json.writeStringField("rows", signature.rows());
        json.writeStringField("inputs", signature.inputs());
        json.writeArrayFieldStart("columns");
        for (Column column : signature.columns()) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("hash", column.hash());
            json.writeStringField("type", column.type());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Input input) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", input.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("name", input.name());
        json.writeStringField("version", input.version());
        if (input.files() > 0) {
            json.writeNumberField("files", input.files());
            json.writeNumberField("bytes", input.bytes());
        }
        Instant newest = input.newest();
        if (newest != null) {
            json.writeStringField("newest", newest.toString());
        }
        json.writeStringField("because", input.because());
        json.writeBooleanField("changed", input.changed());
        json.writeEndObject();
    }

    static Origin read(JsonFields json) throws DamagedException {
        List<Input> inputs = new ArrayList<>();
        for (JsonFields input : json.objects("inputs")) {
            inputs.add(input(input));
        }
        return new Origin(
                new Origin.Query(
                        json.string("fingerprint"), json.string("because"), json.string("text"), json.lines("form")),
                inputs,
                json.has(SIGNATURE) ? signature(json.object(SIGNATURE)) : null);
    }

    private static @Nullable Signature signature(JsonFields json) throws DamagedException {
        String rows = json.string("rows");
        String inputs = json.string("inputs");
        if (!Signature.isHash(rows) || !Signature.isHash(inputs)) {
            return null;
        }
        List<Column> columns = new ArrayList<>();
        for (JsonFields column : json.objects("columns")) {
            columns.add(new Column(column.string("name"), column.string("hash"), column.string("type")));
        }
        return new Signature(rows, inputs, columns);
    }

    private static Input input(JsonFields json) throws DamagedException {
        Input.Kind kind = kind(json.string("kind"));
        String name = json.string("name");
        if (kind == null) {
            return Input.unknown(name, "a later version of Turnstile recorded it");
        }
        return new Input(
                kind,
                name,
                json.string("version"),
                json.has("files") ? json.integer("files") : 0,
                json.has("bytes") ? json.integer("bytes") : 0,
                json.has("newest") ? json.instant("newest") : null,
                json.string("because"),
                json.flag("changed"));
    }

    private static Input.@Nullable Kind kind(String text) {
        for (Input.Kind kind : Input.Kind.values()) {
            if (kind.name().equalsIgnoreCase(text)) {
                return kind;
            }
        }
        return null;
    }
}
