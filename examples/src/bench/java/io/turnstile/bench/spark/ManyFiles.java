package io.turnstile.bench.spark;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A fixture: a dataset of many files in partitions of {@value #IN_A_PARTITION}, made faster than by computing it: every
 * file holds the same bytes. Published as any other is, and also a table of Delta's, with a log of its own, over the
 * same files.
 */
final class ManyFiles {
    static final int IN_A_PARTITION = 20;
    private static final int THREADS = 8;

    /** As if one task had written them all. */
    private static final AttemptTag ATTEMPT = new AttemptTag(0, 0);

    private final int files;
    private final byte[] bytes;
    private final StructType schema;

    /**
     * Not written yet.
     *
     * @param bytes of a Parquet file
     * @param schema the file's columns, and the partition's column {@code part}
     */
    ManyFiles(int files, byte[] bytes, StructType schema) {
        this.files = files;
        this.bytes = bytes;
        this.schema = schema;
    }

    /** Writes it, as the dataset of that key, and gives back the directory of its files. */
    Path publish(String root, String redis, String key, Configuration configuration) throws Exception {
        try (DatasetRoot opened = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", root, "redis", redis)),
                new Application("bench", "bench", "bench", "localhost"),
                configuration)) {
            WriteStart start = opened.dataset(DatasetKey.parse(key)).beginWrite(WriteMode.FAIL);
            try (GenerationWrite write = ((WriteStart.Compute) start).write()) {
                Storage storage = StorageFactory.open(write.path(), configuration);
                StagedGeneration staged = new StagedGeneration(storage, write.path());
                staged.begin();
                writeFiles(write.path(), write.path().getFileSystem(configuration));
                storage.makeDirectories(staged.attemptDirectory(ATTEMPT));
                staged.commitAttempt(ATTEMPT);
                write.commit(new GenerationContent("parquet", schema.json(), List.of("part"), Map.of(), -1));
                return write.path();
            }
        }
    }

    private void writeFiles(Path directory, FileSystem system) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < files; i++) {
                Path file = new Path(directory, name(i));
                written.add(threads.submit(() -> writeFile(file, system)));
            }
            for (Future<?> each : written) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Not through Hadoop on the local file system, where that starts a process for each file. */
    private @Nullable Void writeFile(Path file, FileSystem system) throws IOException {
        if (system instanceof LocalFileSystem local) {
            java.nio.file.Path path = local.pathToFile(file).toPath();
            Files.createDirectories(path.getParent());
            Files.write(path, bytes);
        } else {
            try (OutputStream out = system.create(file)) {
                out.write(bytes);
            }
        }
        return null;
    }

    private static String name(int file) {
        return "part=%d/part-%05d-%s-7d1c2e8a-2f0b-4c39-9a55-0d6f6a3c41be.c000.snappy.parquet"
                .formatted(file / IN_A_PARTITION, file % IN_A_PARTITION, ATTEMPT);
    }

    /** Writes the log of a table of Delta's in the files' directory, with what Delta itself would say of them. */
    void addDeltaLog(Path directory, FileSystem system) throws IOException {
        Path log = new Path(directory, "_delta_log/00000000000000000000.json");
        try (PrintWriter out = new PrintWriter(system.create(log), false, StandardCharsets.UTF_8)) {
            out.println("{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}");
            out.printf(
                    "{\"metaData\":{\"id\":\"%s\",\"format\":{\"provider\":\"parquet\",\"options\":{}},"
                            + "\"schemaString\":\"%s\",\"partitionColumns\":[\"part\"],\"configuration\":{},\"createdTime\":0}}%n",
                    UUID.randomUUID(), quoted(schema.json()));
            for (int i = 0; i < files; i++) {
                out.printf(
                        "{\"add\":{\"path\":\"%s\",\"partitionValues\":{\"part\":\"%d\"},\"size\":%d,"
                                + "\"modificationTime\":0,\"dataChange\":true,\"stats\":\"%s\"}}%n",
                        name(i), i / IN_A_PARTITION, bytes.length, quoted("{\"numRecords\":1}"));
            }
        }
    }

    private static String quoted(String json) {
        return json.replace("\"", "\\\"");
    }
}
