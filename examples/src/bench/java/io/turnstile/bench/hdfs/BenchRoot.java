package io.turnstile.bench.hdfs;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A root on an HDFS in this JVM, its locks in a Redis of its own, as one application has opened it. */
final class BenchRoot implements AutoCloseable {
    static final Application APPLICATION = new Application(
            "application_1700000000000_0001", "nightly route delays", "analytics", "driver-17.cluster.example.org");

    private final RedisServer redis = RedisServer.started();
    private final Path path = MiniHdfs.shared().freshRoot("cache");
    private final DatasetRoot root;

    BenchRoot() throws IOException {
        root = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", path.toString(), "redis", redis.address())),
                APPLICATION,
                MiniHdfs.shared().configuration());
    }

    Path path() {
        return path;
    }

    String redis() {
        return redis.address();
    }

    /** Asks its Redis, on a connection of its own. */
    String ask(String... command) {
        return redis.ask(command);
    }

    DatasetRoot root() {
        return root;
    }

    /** As the product makes its own. */
    Storage storage() throws IOException {
        return StorageFactory.open(path, MiniHdfs.shared().configuration());
    }

    /** As any client has it. */
    static FileSystem plainFiles() throws IOException {
        return FileSystem.get(MiniHdfs.shared().configuration());
    }

    /** Publishes a dataset of so many small files, written by one task. */
    CachedDataset publish(String key, int files) throws IOException {
        CachedDataset dataset = root.dataset(DatasetKey.parse(key));
        Storage storage = storage();
        try (GenerationWrite write = ((WriteStart.Compute) dataset.beginWrite(WriteMode.REUSE)).write()) {
            StagedGeneration staged = new StagedGeneration(storage, write.path());
            AttemptTag attempt = new AttemptTag(0, 0);
            staged.begin();
            for (int i = 0; i < files; i++) {
                try (OutputStream out =
                        storage.create(new Path(staged.attemptDirectory(attempt), "part-%05d.txt".formatted(i)))) {
                    out.write("JFK,LAX,17\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            staged.commitAttempt(attempt);
            write.commit(new GenerationContent("text", "value string", List.of(), Map.of(), files));
        }
        return dataset;
    }

    @Override
    public void close() {
        root.close();
        redis.close();
    }
}
