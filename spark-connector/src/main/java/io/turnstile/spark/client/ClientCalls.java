package io.turnstile.spark.client;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.AwaitedDataset;
import io.turnstile.core.operations.WaitRow;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import io.turnstile.spark.event.DatasetEvent;
import io.turnstile.spark.event.DatasetEvents;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.origin.PlannedQuery;
import io.turnstile.spark.origin.SessionTables;
import io.turnstile.spark.origin.StaleCheck;
import io.turnstile.spark.procedures.ClaimRow;
import io.turnstile.spark.procedures.ClientOperations;
import io.turnstile.spark.procedures.HoldRow;
import io.turnstile.spark.procedures.PinnedFileRow;
import io.turnstile.spark.session.PythonCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What a client asks of one root in one session. */
public final class ClientCalls implements ClientOperations {
    private final SparkSession session;
    private final DatasetRoot root;

    public ClientCalls(SparkSession session, DatasetRoot root) {
        this.session = session;
        this.root = root;
    }

    private interface Call<T> {
        T on(CachedDataset dataset) throws IOException;
    }

    private <T> T with(String table, ConnectorOptions options, Call<T> call) {
        CachedDataset dataset = root.dataset(
                DatasetKey.parse(table),
                options.parameters(),
                root.options().with(ConnectorOptions.ofSession(session.conf())).with(options.own()));
        Runnable end = Claim.workFor(options.claim());
        try {
            return PythonCall.whileAwaited(() -> call.on(dataset));
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        } finally {
            end.run();
        }
    }

    @Override
    public WaitRow await(String table, String timeout, Map<String, String> options) {
        Map<String, String> limited = new HashMap<>(options);
        if (!timeout.isEmpty()) {
            limited.put(TurnstileOption.LOCK_WAIT.key(), timeout);
        }
        return with(table, ConnectorOptions.ofHead(limited), dataset -> new AwaitedDataset(dataset).untilThere());
    }

    @Override
    public ClaimRow claim(String table, Map<String, String> options) {
        ConnectorOptions sorted = ConnectorOptions.ofHead(options);
        return with(table, sorted, dataset -> claim(dataset, sorted.claim()));
    }

    private ClaimRow claim(CachedDataset dataset, Optional<String> enclosing) throws IOException {
        String name = dataset.key().toString();
        if (dataset.options().recomputeOnDamage()) {
            dataset.quarantineIfDamaged();
        }
        PlannedQuery unmade = PlannedQuery.askedFor(session, () -> {
            throw new QueryNeededException();
        });
        StaleCheck check = new StaleCheck(dataset, new SessionTables(session), StaleCheck.Mode.REUSE, unmade);
        WriteStart start;
        try {
            start = dataset.beginWrite(WriteMode.REUSE, check);
        } catch (QueryNeededException undecided) {
            return new ClaimRow(name, ClaimRow.QUERY, null, null, null);
        }
        if (start instanceof WriteStart.Compute compute) {
            String id = ClientHolds.hold(
                    Claim.of(dataset, compute, enclosing), dataset.options().lockLease());
            return new ClaimRow(name, ClaimRow.COMPUTE, null, start.waited(), id);
        }
        Generation head = ((WriteStart.Reuse) start).head();
        new DatasetEvents(session, dataset.key()).post(DatasetEvent.Action.REUSED, head, start.waited());
        return new ClaimRow(name, ClaimRow.REUSED, head.name().toString(), start.waited(), null);
    }

    @Override
    public List<PinnedFileRow> pin(String table, Map<String, String> options) {
        return with(table, ConnectorOptions.ofHead(options), this::pin);
    }

    private List<PinnedFileRow> pin(CachedDataset dataset) throws IOException {
        Snapshot snapshot = dataset.snapshot();
        new DatasetEvents(session, dataset.key())
                .post(DatasetEvent.Action.READ, snapshot.generation(), snapshot.waited());
        String id = ClientHolds.hold(new HeldPin(snapshot), dataset.options().lockLease());
        return files(id, snapshot);
    }

    /** At least one row, as it tells the pin. */
    private static List<PinnedFileRow> files(String id, Snapshot snapshot) {
        String generation = snapshot.generation().name().toString();
        Manifest manifest = snapshot.manifest();
        String directory = snapshot.path().toString();
        List<PinnedFileRow> rows = new ArrayList<>();
        for (Manifest.DataDirectory below : manifest.directories()) {
            Path parent = below.path().isEmpty() ? snapshot.path() : new Path(snapshot.path(), below.path());
            for (Manifest.DataFile file : below.files()) {
                rows.add(new PinnedFileRow(
                        id,
                        generation,
                        manifest.dataFormat(),
                        directory,
                        new Path(parent, file.name()).toString(),
                        file.length()));
            }
        }
        if (rows.isEmpty()) {
            rows.add(new PinnedFileRow(id, generation, manifest.dataFormat(), directory, null, null));
        }
        return rows;
    }

    private record HeldPin(Snapshot snapshot) implements ClientHolds.Held {
        @Override
        public void giveBack(Optional<String> failure) {
            snapshot.close();
        }

        @Override
        public String toString() {
            return "the pin on dataset " + snapshot.key() + ", generation "
                    + snapshot.generation().name();
        }
    }

    @Override
    public HoldRow keep(String id) {
        Optional<Duration> lease = ClientHolds.keep(id);
        return new HoldRow(lease.isPresent(), lease.orElse(null));
    }

    @Override
    public HoldRow release(String id, String failure) {
        Optional<ClientHolds.Held> held = ClientHolds.take(id);
        held.ifPresent(mine -> mine.giveBack(Optional.of(failure).filter(why -> !why.isEmpty())));
        return new HoldRow(held.isPresent(), null);
    }
}
