package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.LostContentException;
import io.turnstile.core.storage.Storage;
import java.io.CharConversionException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The streaming JSON codec of manifests. A manifest may name a hundred thousand data files, so it is streamed both
 * ways, and a data file is three neighbouring elements of a list: name, length, time of modification.
 */
public final class ManifestFile {
    private static final String SCHEMA = "schema";
    private static final String ORIGIN = "origin";
    private static final String DIRECTORIES = "directories";

    private ManifestFile() {}

    /** Writes the manifest of a generation that no record names yet; a crash leaves it incomplete. */
    public static void write(Storage storage, Layout layout, Manifest manifest, Origin origin) throws IOException {
        try (OutputStream out = storage.create(layout.manifest(manifest.generation()));
                JsonGenerator json = JsonFields.JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", JsonFields.FORMAT);
            json.writeStringField("generation", manifest.generation().toString());
            json.writeStringField("dataFormat", manifest.dataFormat());
            json.writeStringField(SCHEMA, manifest.schema());
            json.writeArrayFieldStart("partitionColumns");
            for (String column : manifest.partitionColumns()) {
                json.writeString(column);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("properties");
            for (Map.Entry<String, String> property : manifest.properties().entrySet()) {
                json.writeStringField(property.getKey(), property.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("rows", manifest.rows());
            if (origin.isTold()) {
                OriginJson.write(json, ORIGIN, origin);
            }
            json.writeArrayFieldStart(DIRECTORIES);
            for (DataDirectory directory : manifest.directories()) {
                write(json, directory);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, DataDirectory directory) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", directory.path());
        json.writeArrayFieldStart("files");
        for (DataFile file : directory.files()) {
            json.writeString(file.name());
            json.writeNumber(file.length());
            json.writeNumber(file.modified());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * Reads the manifest of a generation.
     *
     * @throws FileNotFoundException if there is none
     * @throws DamagedException if it cannot be understood, or names something outside its generation
     */
    public static Manifest read(Storage storage, Layout layout, GenerationName generation) throws IOException {
        Path file = layout.manifest(generation);
        try (InputStream in = storage.open(file)) {
            return new Reader(file.toString()).read(in, generation);
        } catch (LostContentException lost) {
            throw new DamagedException(lost);
        }
    }

    /**
     * Reads what a generation was computed from, and nothing that comes after it.
     *
     * @return {@link Origin#UNTOLD} if it does not say
     * @throws FileNotFoundException if there is no manifest
     * @throws DamagedException if it cannot be understood
     */
    public static Origin origin(Storage storage, Layout layout, GenerationName generation) throws IOException {
        return heading(storage, layout, generation).origin();
    }

    /**
     * The heading of a manifest, which comes before its files.
     *
     * @param schema as its writer spelled it
     * @param origin {@link Origin#UNTOLD} if it does not say
     */
    public record Heading(String schema, Origin origin) {}

    /**
     * Reads the heading of a generation's manifest, and nothing that comes after it.
     *
     * @throws FileNotFoundException if there is no manifest
     * @throws DamagedException if it cannot be understood
     */
    public static Heading heading(Storage storage, Layout layout, GenerationName generation) throws IOException {
        String file = layout.manifest(generation).toString();
        try (InputStream in = storage.open(layout.manifest(generation));
                JsonParser json = JsonFields.JSON.createParser(in)) {
            String schema = "";
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME
                    && !json.currentName().equals(DIRECTORIES)) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(ORIGIN)) {
                    return new Heading(schema, OriginJson.read(JsonFields.object(json, file)));
                }
                schema = name.equals(SCHEMA) ? json.getValueAsString("") : schema;
                json.skipChildren();
            }
            return new Heading(schema, Origin.UNTOLD);
        } catch (LostContentException lost) {
            throw new DamagedException(lost);
        } catch (JacksonException | CharConversionException malformed) {
            throw new DamagedException(file, "it is truncated or not JSON.", malformed);
        }
    }

    /** A streaming parser of one manifest. */
    private static final class Reader {
        private static final String OUTSIDE = "it names a file outside of its generation.";

        private final String file;
        private @Nullable String dataFormat;
        private @Nullable String schema;
        private @Nullable String generation;
        private long format = -1;
        private long rows = -1;
        private final List<String> partitionColumns = new ArrayList<>();
        private final Map<String, String> properties = new LinkedHashMap<>();
        private @Nullable List<DataDirectory> directories;

        Reader(String file) {
            this.file = file;
        }

        Manifest read(InputStream in, GenerationName expected) throws IOException {
            try (JsonParser json = JsonFields.JSON.createParser(in)) {
                expect(json.nextToken() == JsonToken.START_OBJECT, "it is not one JSON object.");
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    field(json);
                }
                expect(json.currentToken() == JsonToken.END_OBJECT, "it is truncated.");
                expect(json.nextToken() == null, "it is not one JSON object.");
            } catch (JacksonException | CharConversionException malformed) {
                throw new DamagedException(file, "it is truncated or not JSON.", malformed);
            }
            JsonFields.checkFormat(format, file);
            GenerationName named =
                    GenerationName.parse(String.valueOf(generation)).orElse(null);
            expect(
                    expected.toString().equals(generation),
                    named == null ? "it does not name its generation." : "it is the manifest of " + named + ".");
            if (dataFormat == null || schema == null || directories == null) {
                throw new DamagedException(file, "it lacks its format, its schema or its files.");
            }
            return new Manifest(expected, dataFormat, schema, partitionColumns, properties, rows, directories);
        }

        private void field(JsonParser json) throws IOException {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "format" -> format = json.getValueAsLong(-1);
                case "generation" -> generation = json.getValueAsString();
                case "dataFormat" -> dataFormat = json.getValueAsString();
                case SCHEMA -> schema = json.getValueAsString();
                case "rows" -> rows = json.getValueAsLong(-1);
                case "partitionColumns" -> {
                    expect(value == JsonToken.START_ARRAY, "its partition columns are not a list.");
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        partitionColumns.add(json.getText());
                    }
                    expect(json.currentToken() == JsonToken.END_ARRAY, "its partition columns are not text.");
                }
                case "properties" -> {
                    expect(value == JsonToken.START_OBJECT, "its properties are not an object.");
                    while (json.nextToken() == JsonToken.FIELD_NAME) {
                        String key = json.currentName();
                        expect(json.nextToken() == JsonToken.VALUE_STRING, "its properties are not text.");
                        properties.put(key, json.getText());
                    }
                }
                case DIRECTORIES -> {
                    expect(value == JsonToken.START_ARRAY, "its directories are not a list.");
                    directories = new ArrayList<>();
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        directories.add(directory(json));
                    }
                    expect(json.currentToken() == JsonToken.END_ARRAY, "its directories are not objects.");
                }
                default -> json.skipChildren();
            }
        }

        private DataDirectory directory(JsonParser json) throws IOException {
            String path = null;
            List<DataFile> files = new ArrayList<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("path")) {
                    path = json.getValueAsString();
                } else if (name.equals("files")) {
                    expect(value == JsonToken.START_ARRAY, "its files are not a list.");
                    while (json.nextToken() == JsonToken.VALUE_STRING) {
                        files.add(dataFile(json));
                    }
                    expect(json.currentToken() == JsonToken.END_ARRAY, "its files are not triples.");
                } else {
                    json.skipChildren();
                }
            }
            if (path == null) {
                throw new DamagedException(file, "a directory has no path.");
            }
            if (!path.isEmpty()) {
                String[] parts = path.split("/", -1);
                // Hadoop takes what is before it for a file system, and the rest for an absolute path on that.
                expect(parts[0].indexOf(':') < 0, OUTSIDE);
                for (String part : parts) {
                    inside(part);
                }
            }
            return new DataDirectory(path, files);
        }

        private DataFile dataFile(JsonParser json) throws IOException {
            String name = json.getText();
            inside(name);
            expect(!name.contains("/"), "a file's name contains '/'.");
            expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, "a file has no length.");
            long length = json.getLongValue();
            expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, "a file has no time.");
            expect(length >= 0, "a file's length is negative.");
            return new DataFile(name, length, json.getLongValue());
        }

        /** Nothing is ever followed outside of the generation, whoever wrote the manifest. */
        private void inside(String part) throws DamagedException {
            expect(!part.isEmpty() && !part.equals(".") && !part.equals("..") && part.indexOf('\0') < 0, OUTSIDE);
        }

        private void expect(boolean condition, String fault) throws DamagedException {
            if (!condition) {
                throw new DamagedException(file, fault);
            }
        }
    }
}
