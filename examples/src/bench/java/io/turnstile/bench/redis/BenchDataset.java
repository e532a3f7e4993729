package io.turnstile.bench.redis;

import io.turnstile.core.CachedDataset;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A fixture: small datasets in a local directory, for rows where only the waiting counts. */
final class BenchDataset {
    private BenchDataset() {}

    /** The directory as one application opens it. */
    static DatasetRoot root(Path directory, String redis, Application application) throws IOException {
        Map<String, String> options = Map.of("root", directory.toUri().toString(), "redis", redis);
        return DatasetRoot.open(TurnstileOptions.of(options), application, new Configuration());
    }

    static CachedDataset dataset(DatasetRoot root, String name) {
        return root.dataset(DatasetKey.parse(name));
    }

    /** Takes the lock, and has computed one file of a few rows: what is left is to commit and to close. */
    static GenerationWrite computed(CachedDataset dataset) throws IOException {
        GenerationWrite write = ((WriteStart.Compute) dataset.beginWrite(WriteMode.REUSE)).write();
        Storage storage = StorageFactory.open(write.path(), new Configuration());
        StagedGeneration staged = new StagedGeneration(storage, write.path());
        AttemptTag attempt = new AttemptTag(0, 0);
        staged.begin();
        try (var out = storage.create(new org.apache.hadoop.fs.Path(staged.attemptDirectory(attempt), "part-0.txt"))) {
            out.write("JFK\tLHR\t17\n".getBytes(StandardCharsets.UTF_8));
        }
        staged.commitAttempt(attempt);
        return write;
    }

    static GenerationContent content() {
        return new GenerationContent("text", "value string", List.of(), Map.of(), 1);
    }
}
