package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON codec of commit records. A record's length tells whether it has a head, so that a listing tells it of many.
 */
final class CommitRecordJson {
    /** What has no head is as long as a multiple of this, and nothing else is. */
    private static final int LENGTH_WITHOUT_HEAD = 64;

    private CommitRecordJson() {}

    /** Whether a record of so many bytes has a head. Of a damaged one, it nearly always says that it has. */
    static boolean hasHead(long length) {
        return length == 0 || length % LENGTH_WITHOUT_HEAD != 0;
    }

    static byte[] write(CommitRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFields.JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("format", JsonFields.FORMAT);
            json.writeNumberField("version", record.version());
            json.writeStringField("id", record.id());
            json.writeStringField("reason", record.reason().text());
            if (record.headName() != null) {
                json.writeStringField("head", record.headName().toString());
            }
            json.writeArrayFieldStart("generations");
            for (Generation generation : record.generations()) {
                write(json, generation);
            }
            json.writeEndArray();
            json.writeStringField("at", record.at().toString());
            write(json, "by", record.by());
            json.writeStringField("note", record.note());
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        while (hasHead(out.size()) != (record.headName() != null)) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Generation generation) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", generation.name().toString());
        json.writeNumberField("version", generation.version());
        json.writeNumberField("rows", generation.size().rows());
        json.writeNumberField("files", generation.size().files());
        json.writeNumberField("bytes", generation.size().bytes());
        if (!generation.dataFormat().isEmpty()) {
            json.writeStringField("dataFormat", generation.dataFormat());
        }
        if (!generation.parameters().isEmpty()) {
            json.writeObjectFieldStart("parameters");
            for (Map.Entry<String, String> parameter :
                    generation.parameters().values().entrySet()) {
                json.writeStringField(parameter.getKey(), parameter.getValue());
            }
            json.writeEndObject();
        }
        if (!generation.originHash().isEmpty()) {
            json.writeStringField("origin", generation.originHash());
        }
        json.writeNumberField("computeMillis", generation.computeTime().toMillis());
        Duration executorTime = generation.executorTime();
        if (executorTime != null) {
            json.writeNumberField("executorMillis", executorTime.toMillis());
        }
        Duration ttl = generation.ttl();
        if (ttl != null) {
            json.writeNumberField("ttlMillis", ttl.toMillis());
        }
        if (!generation.stale().isEmpty()) {
            json.writeStringField("stale", generation.stale());
        }
        json.writeStringField("publishedAt", generation.publishedAt().toString());
        write(json, "publishedBy", generation.publishedBy());
        json.writeBooleanField("retired", generation.retired());
        Stamp since = generation.since();
        if (since != null) {
            json.writeObjectFieldStart("since");
            json.writeStringField("epoch", since.epoch());
            json.writeStringField("at", since.at().toString());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    static void write(JsonGenerator json, String name, Application application) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("id", application.id());
        json.writeStringField("name", application.name());
        json.writeStringField("user", application.user());
        json.writeStringField("host", application.host());
        json.writeEndObject();
    }

    static CommitRecord read(byte[] content, String file) throws DamagedException {
        JsonFields json = JsonFields.parse(content, file);
        List<Generation> generations = new ArrayList<>();
        for (JsonFields element : json.objects("generations")) {
            generations.add(generation(element));
        }
        @Nullable GenerationName head = json.has("head") ? json.generation("head") : null;
        CommitRecord record = new CommitRecord(
                json.integer("version"),
                json.string("id"),
                Reason.parse(json.string("reason"))
                        .orElseThrow(() -> new DamagedException(file, "its reason is none that we know.")),
                head,
                generations,
                json.instant("at"),
                json.application("by"),
                json.string("note"));
        if (head != null && record.readable(head).isEmpty()) {
            throw new DamagedException(file, "its head " + head + " is not among its readable generations.");
        }
        return record;
    }

    private static Generation generation(JsonFields json) throws DamagedException {
        @Nullable Stamp since = null;
        if (json.has("since")) {
            JsonFields stamp = json.object("since");
            since = new Stamp(stamp.string("epoch"), stamp.instant("at"));
        }
        return new Generation(
                json.generation("name"),
                json.integer("version"),
                new Generation.Size(json.integer("rows"), json.integer("files"), json.integer("bytes")),
                json.has("dataFormat") ? json.string("dataFormat") : "",
                json.has("parameters")
                        ? new Parameters(json.object("parameters").texts())
                        : Parameters.NONE,
                json.has("origin") ? json.string("origin") : "",
                Duration.ofMillis(json.integer("computeMillis")),
                json.has("executorMillis") ? Duration.ofMillis(json.integer("executorMillis")) : null,
                json.has("ttlMillis") ? Duration.ofMillis(json.integer("ttlMillis")) : null,
                json.has("stale") ? json.string("stale") : "",
                json.instant("publishedAt"),
                json.application("publishedBy"),
                json.flag("retired"),
                since);
    }
}
