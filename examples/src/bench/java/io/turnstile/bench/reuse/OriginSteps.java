package io.turnstile.bench.reuse;

import io.turnstile.bench.Pairs;
import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.reuse.PlanIndex;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.spark.origin.QueryOrigin;
import io.turnstile.spark.origin.SessionTables;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/** The steps by which a write records from what it was computed, done once more by themselves and timed. */
final class OriginSteps implements AutoCloseable {
    private final SparkSession session;
    private final DatasetRoot root;
    private final Storage storage;
    private final PlanIndex index;
    private int turn;
    private int manifests;

    OriginSteps(SparkSession session, Path path, String redis, Configuration configuration) throws IOException {
        this.session = session;
        root = DatasetRoot.open(
                TurnstileOptions.of(Map.of("root", path.toString(), "redis", redis)),
                new Application("bench", "bench", "bench", "localhost"),
                configuration);
        storage = StorageFactory.open(path, configuration);
        index = new PlanIndex(storage, path);
    }

    /** All of them, in seconds, as the writer of a dataset that is there did them. */
    double all(DatasetKey key, Dataset<?> query) throws Exception {
        CachedDataset dataset = root.dataset(key);
        Manifest manifest = dataset.manifest(dataset.head().orElseThrow());
        Origin[] origin = new Origin[1];
        double told = Pairs.seconds(() -> origin[0] = told(key, query));
        if (origin[0].hash().isEmpty()) {
            throw new IllegalStateException("It is not certain what it was computed from: " + origin[0]);
        }
        // Whichever comes first is the slower one.
        turn++;
        double before = turn % 2 == 0 ? manifest(manifest, origin[0]) : manifest(manifest, Origin.UNTOLD);
        double after = turn % 2 == 0 ? manifest(manifest, Origin.UNTOLD) : manifest(manifest, origin[0]);
        double more = turn % 2 == 0 ? before - after : after - before;
        double entered = Pairs.seconds(() -> index.published(key, GenerationName.forTarget(2), origin[0]));
        return told + more + entered;
    }

    /** The fingerprint of a query and the versions of its inputs, then and, after it was computed, now. */
    Origin told(DatasetKey key, Dataset<?> query) throws IOException {
        Origin read = QueryOrigin.storedAs(
                QueryOrigin.of(session, query.queryExecution().analyzed()), query.schema());
        return root.dataset(key).freshness(new SessionTables(session)).afterwards(read);
    }

    private double manifest(Manifest manifest, Origin origin) throws Exception {
        DatasetKey another = DatasetKey.parse("again.manifest_" + manifests++);
        return Pairs.seconds(() -> ManifestFile.write(storage, Layout.of(root.path(), another), manifest, origin));
    }

    @Override
    public void close() {
        root.close();
    }
}
