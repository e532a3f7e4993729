package io.turnstile.spark.scan;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.spark.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A generation written by Spark itself, and its manifest, listed by the test. */
record TestGeneration(
        Path directory, Manifest manifest, String scheme, StructType dataSchema, StructType partitionSchema) {

    static TestGeneration write(Dataset<Row> data, String format, Path directory, String... partitionColumns) {
        long rows = data.count();
        data.coalesce(1).write().format(format).partitionBy(partitionColumns).save(directory.toString());
        StructType dataSchema = new StructType();
        StructType partitionSchema = new StructType();
        for (var field : data.schema().asNullable().fields()) {
            if (List.of(partitionColumns).contains(field.name())) {
                partitionSchema = partitionSchema.add(field);
            } else {
                dataSchema = dataSchema.add(field);
            }
        }
        Manifest manifest = new Manifest(
                GenerationName.forTarget(1),
                format,
                data.schema().json(),
                List.of(partitionColumns),
                Map.of(),
                rows,
                list(directory));
        return new TestGeneration(directory, manifest, "file", dataSchema, partitionSchema);
    }

    /** The same, by way of another file system. */
    TestGeneration through(String otherScheme) {
        return new TestGeneration(directory, manifest, otherScheme, dataSchema, partitionSchema);
    }

    TestGeneration with(Manifest other) {
        return new TestGeneration(directory, other, scheme, dataSchema, partitionSchema);
    }

    GenerationScans scans() {
        return new GenerationScans(
                SharedSpark.session(),
                manifest,
                new org.apache.hadoop.fs.Path(scheme, null, directory.toString()),
                dataSchema,
                partitionSchema);
    }

    Dataset<Row> read() {
        return TestSource.read(this, Map.of());
    }

    Dataset<Row> read(Map<String, String> options) {
        return TestSource.read(this, options);
    }

    StructType schema() {
        StructType schema = dataSchema;
        for (var field : partitionSchema.fields()) {
            schema = schema.add(field);
        }
        return schema;
    }

    /** What Spark itself reads. */
    Dataset<Row> reference() {
        return SharedSpark.session()
                .read()
                .schema(schema())
                .format(manifest.dataFormat())
                .load(directory.toString());
    }

    /** One of the data files. */
    Path someFile() {
        DataDirectory first = manifest.directories().get(0);
        return directory.resolve(first.path()).resolve(first.files().get(0).name());
    }

    private static List<DataDirectory> list(Path directory) {
        Map<String, List<DataFile>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith("_") && !name.startsWith(".")) {
                    found.computeIfAbsent(directory.relativize(file.getParent()).toString(), path -> new ArrayList<>())
                            .add(new DataFile(
                                    name,
                                    Files.size(file),
                                    Files.getLastModifiedTime(file).toMillis()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.entrySet().stream()
                .map(entry -> new DataDirectory(entry.getKey(), entry.getValue()))
                .toList();
    }
}
