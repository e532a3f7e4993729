package io.turnstile.core.chaos;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.chaos.Journal.Entry;
import io.turnstile.core.chaos.Operation.Kind;
import io.turnstile.core.chaos.Operation.Outcome;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.exception.ComputationFailedException;
import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One thread of a worker: draws operations from its own seed and tells the journal what comes of them. */
final class Worker implements Runnable {
    private static final Kind[] MIX = {
        Kind.READ,
        Kind.READ,
        Kind.READ,
        Kind.READ,
        Kind.READ,
        Kind.READ,
        Kind.WRITE,
        Kind.WRITE,
        Kind.WRITE,
        Kind.REPLACE,
        Kind.REPLACE,
        Kind.REMOVE,
        Kind.COLLECT,
        Kind.COLLECT
    };

    private final String name;
    private final Random random;
    private final DatasetRoot root;
    private final Storage storage;
    private final List<DatasetKey> datasets;
    private final Journal journal;
    private volatile boolean ending;

    Worker(String name, long seed, DatasetRoot root, Storage storage, List<DatasetKey> datasets, Journal journal) {
        this.name = name;
        this.random = new Random(seed);
        this.root = root;
        this.storage = storage;
        this.datasets = datasets;
        this.journal = journal;
    }

    /** Begins nothing more. */
    void end() {
        ending = true;
    }

    @Override
    public void run() {
        for (int number = 1; !ending; number++) {
            Kind kind = MIX[random.nextInt(MIX.length)];
            CachedDataset target = root.dataset(datasets.get(random.nextInt(datasets.size())));
            // What an operation draws does not depend on what became of those before it.
            Random own = new Random(random.nextLong());
            String id = name + "-" + number;
            perform(target, kind, id, own);
            pauseQuietly(own);
        }
    }

    private void perform(CachedDataset target, Kind kind, String id, Random own) {
        Entry entry = journal.begins(id, kind, target.key().toString());
        try {
            switch (kind) {
                case READ -> read(target, entry, own);
                case WRITE -> write(target, WriteMode.REUSE, entry, own);
                case REPLACE -> write(target, WriteMode.REPLACE, entry, own);
                case REMOVE -> remove(target, entry);
                case COLLECT -> collect(target, entry);
            }
        } catch (CommitUnknownException unknown) {
            entry.ended(Outcome.UNKNOWN, "", unknown.toString());
        } catch (CommitFailedException lost) {
            entry.ended(Outcome.NOT_PUBLISHED, "", lost.toString());
        } catch (DatasetNotCachedException nothing) {
            entry.ended(Outcome.NOTHING_THERE, "", "");
        } catch (DatasetLockedException | LockServiceUnavailableException | ComputationFailedException gaveUp) {
            entry.ended(Outcome.GAVE_UP, "", gaveUp.toString());
        } catch (IOException | RuntimeException | Error unexpected) {
            entry.ended(Outcome.ERROR, "", trace(unexpected));
        }
    }

    private void read(CachedDataset target, Entry entry, Random own) throws IOException {
        try (Snapshot snapshot = target.snapshot()) {
            String generation = snapshot.generation().name().toString();
            entry.hasSnapshot(generation);
            String writer = Content.read(storage, snapshot);
            for (int again = own.nextInt(3); again > 0; again--) {
                pause(own, 1500);
                Content.read(storage, snapshot);
            }
            entry.ended(Outcome.READ, generation, writer);
        } catch (Content.WrongException wrong) {
            entry.ended(Outcome.WRONG_CONTENT, "", wrong.getMessage());
        } catch (LockServiceUnavailableException | InterruptedIOException other) {
            throw other;
        } catch (IOException lost) {
            entry.ended(Outcome.LOST_FILES, "", trace(lost));
        }
    }

    private void write(CachedDataset target, WriteMode mode, Entry entry, Random own) throws IOException {
        WriteStart start = target.beginWrite(mode);
        if (start instanceof WriteStart.Reuse reuse) {
            entry.ended(Outcome.REUSED, reuse.head().name().toString(), "");
            return;
        }
        try (GenerationWrite write = ((WriteStart.Compute) start).write()) {
            GenerationContent content;
            try {
                content = Content.write(storage, write, entry.id(), own, () -> pause(own, 60));
            } catch (IOException failed) {
                if (!superseded(target, write)) {
                    throw failed;
                }
                // Whoever took the lock from it has published, and so has collected what it had written so far.
                entry.ended(Outcome.NOT_PUBLISHED, "", "superseded while it wrote: " + failed);
                return;
            }
            if (own.nextInt(20) == 0) {
                write.fail(new IOException("drawn to fail"));
                entry.ended(Outcome.NOT_PUBLISHED, "", "drawn to fail");
                return;
            }
            entry.publishes(write.generation().toString());
            GenerationWrite.Outcome outcome = write.commit(content);
            entry.ended(
                    outcome.published() ? Outcome.PUBLISHED : Outcome.REUSED,
                    outcome.head().name().toString(),
                    "");
        }
    }

    private boolean superseded(CachedDataset target, GenerationWrite write) throws IOException {
        CommitLog log = new CommitLog(storage, Layout.of(root.path(), target.key()));
        return log.head().version() >= write.generation().target();
    }

    private static void remove(CachedDataset target, Entry entry) throws IOException {
        Optional<Generation> removed = target.remove();
        entry.ended(
                removed.isPresent() ? Outcome.REMOVED : Outcome.NOTHING_THERE,
                removed.map(generation -> generation.name().toString()).orElse(""),
                "");
    }

    private static void collect(CachedDataset target, Entry entry) throws IOException {
        CollectionReport collection = target.collect(CollectionReport.Mode.DELETE);
        entry.ended(Outcome.COLLECTED, "", collection.actions() + " " + collection.refused());
    }

    private static void pauseQuietly(Random random) {
        try {
            pause(random, 100);
        } catch (InterruptedIOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause(Random random, int atMost) throws InterruptedIOException {
        try {
            Thread.sleep(random.nextInt(atMost));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static String trace(Throwable failure) {
        StringBuilder text = new StringBuilder(failure.toString());
        for (int i = 0; i < Math.min(6, failure.getStackTrace().length); i++) {
            text.append(" at ").append(failure.getStackTrace()[i]);
        }
        return failure.getCause() == null ? text.toString() : text + " caused by " + trace(failure.getCause());
    }
}
