package io.turnstile.core.chaos;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.chaos.Violation.Kind;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a dataset is like when everybody has gone. */
final class FinalState {
    private final DatasetRoot root;
    private final Storage storage;
    private final CachedDataset target;
    private final Layout layout;
    private final List<Violation> violations = new ArrayList<>();

    FinalState(DatasetRoot root, Storage storage, DatasetKey key) {
        this.root = root;
        this.storage = storage;
        this.target = root.dataset(key);
        this.layout = Layout.of(root.path(), key);
    }

    /** Collects until nothing is left to collect, but no longer than that, and reads the head. Tells what stayed behind, and whether it is whole. */
    List<Violation> settle(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String collected = "";
        List<String> left = leftovers();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            try {
                collected = target.collect(CollectionReport.Mode.DELETE).toString();
            } catch (LockServiceUnavailableException away) {
                collected = away.toString();
            }
            left = leftovers();
            if (!left.isEmpty()) {
                Thread.sleep(200);
            }
        }
        if (!left.isEmpty()) {
            violations.add(new Violation(
                    Kind.ORPHAN,
                    "Of " + target.key() + " in " + root.path() + " there are still " + left + " after " + patience
                            + "; the last collection said " + collected));
        }
        if (target.exists()) {
            try (Snapshot snapshot = target.snapshot()) {
                String unused = Content.read(storage, snapshot);
            } catch (Content.WrongException wrong) {
                violations.add(new Violation(Kind.WRONG_CONTENT, "In the end, " + wrong.getMessage()));
            }
        }
        return violations;
    }

    /** What is neither a record nor the head's, nor tells of the last failure. */
    private List<String> leftovers() throws IOException {
        Optional<String> head =
                target.head().map(generation -> generation.name().toString());
        return storage.list(layout.log()).stream()
                .map(Entry::name)
                .filter(name -> Layout.recordVersion(name).isEmpty()
                        && !name.equals(Layout.FAILURE)
                        && !Optional.of(name).equals(head))
                .sorted()
                .toList();
    }

    /** All records that are there, in order. */
    List<Version> versions() throws IOException {
        CommitLog log = new CommitLog(storage, layout);
        TreeSet<Long> numbers = storage.list(layout.log()).stream()
                .map(Entry::name)
                .flatMap(name -> Layout.recordVersion(name).stream().boxed())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Version> versions = new ArrayList<>();
        for (long number : numbers) {
            versions.add(version(log.read(number)));
        }
        return versions;
    }

    private static Version version(CommitRecord record) {
        return new Version(
                record.version(),
                record.id(),
                record.reason().text(),
                record.head().map(head -> head.name().toString()).orElse(""),
                names(record, generation -> true),
                names(record, Generation::retired),
                record.by().id());
    }

    private static Set<String> names(CommitRecord record, Predicate<Generation> which) {
        return record.generations().stream()
                .filter(which)
                .map(generation -> generation.name().toString())
                .collect(Collectors.toSet());
    }
}
