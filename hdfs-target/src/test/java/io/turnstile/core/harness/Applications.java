package io.turnstile.core.harness;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.TestFileSystem;
import io.turnstile.core.write.GenerationContent;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Applications that share one root, and what they do to the datasets in it. All of them end when this is closed. */
public final class Applications implements AutoCloseable {
    public static final DatasetKey KEY = DatasetKey.parse("travel.route_delays");

    private final TestFileSystem files;
    private final Map<String, String> common;
    private final Path root;
    private final Storage storage;
    private final List<DatasetRoot> opened = new ArrayList<>();
    private final List<FaultWorkerJvm> workers = new ArrayList<>();

    public Applications(TestFileSystem files, Map<String, String> common) throws IOException {
        this.files = files;
        this.common = common;
        this.root = files.freshRoot("root");
        this.storage = StorageFactory.open(root, files.configuration());
    }

    public Path root() {
        return root;
    }

    public Storage storage() {
        return storage;
    }

    /** Has pins stand for a second only, so that a collection need not wait for long. To be called before anything is written. */
    public void usePinsOfASecond() throws IOException {
        RootFile.readOrCreate(storage, root, Duration.ofSeconds(1));
    }

    /** An application of that name, with options as name and value in turn. */
    public DatasetRoot root(String name, String... options) throws IOException {
        Map<String, String> all = options(options);
        DatasetRoot open = DatasetRoot.open(TurnstileOptions.of(all), application(name), files.configuration());
        synchronized (opened) {
            opened.add(open);
        }
        return open;
    }

    public static Application application(String name) {
        return new Application("application_" + name, name, "ann", "host7");
    }

    private Map<String, String> options(String... options) {
        Map<String, String> all = new HashMap<>(common);
        all.put("root", root.toString());
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return all;
    }

    /** An application in a JVM of its own, which may not be ready yet. */
    public FaultWorkerJvm worker(String name, String... options) {
        return worker(List.of(), name, options);
    }

    /** The same with these options for the JVM. */
    public FaultWorkerJvm worker(List<String> jvmOptions, String name, String... options) {
        Map<String, String> all = options(options);
        FaultWorkerJvm worker = FaultWorkerJvm.starting(jvmOptions, name, all);
        synchronized (workers) {
            workers.add(worker);
        }
        return worker;
    }

    /** {@link #KEY} as that application sees it. */
    public CachedDataset dataset(String name, String... options) throws IOException {
        return root(name, options).dataset(KEY);
    }

    /** The same dataset for one who sees files in another way. */
    public static CachedDataset through(Storage storage, CachedDataset target) {
        DatasetContext context = Contexts.of(target);
        RootContext root = context.root();
        return Contexts.dataset(new DatasetContext(
                new RootContext(root.path(), storage, new Configuration(), root.application(), root.locks()),
                context.key(),
                context.parameters(),
                context.options()));
    }

    /** Begins to compute. */
    public static GenerationWrite compute(CachedDataset target, WriteMode mode) throws IOException {
        return ((WriteStart.Compute) target.beginWrite(mode)).write();
    }

    /** Writes a file by a task, as a framework does, and as whoever the thread runs as. */
    public void writeTask(GenerationWrite write, String content) throws IOException {
        Storage own = StorageFactory.open(root, files.configuration());
        StagedGeneration staged = new StagedGeneration(own, write.path());
        AttemptTag tag = new AttemptTag(0, 0);
        staged.begin();
        try (OutputStream out =
                own.create(new Path(staged.attemptDirectory(tag), staged.baseName(tag, "part") + "-00000.txt"))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        staged.commitAttempt(tag);
    }

    /** Writes one file and commits; closes in any case. */
    public GenerationWrite.Outcome finish(GenerationWrite write, String content) throws IOException {
        try (write) {
            writeTask(write, content);
            return write.commit(content());
        }
    }

    /** Of one row. */
    public static GenerationContent content() {
        return content(1);
    }

    public static GenerationContent content(long rows) {
        return new GenerationContent("text", "value string", List.of(), Map.of("comment", "c"), rows);
    }

    /** Computes the dataset and publishes it. */
    public void publish(String name, String content) throws IOException {
        CachedDataset target = dataset(name, "rerun", "allow");
        finish(compute(target, WriteMode.REPLACE), content);
    }

    /** All that a snapshot's files hold. */
    public String read(Snapshot snapshot) throws IOException {
        return read(storage, snapshot);
    }

    /** All that a snapshot's files hold. */
    public static String read(Storage storage, Snapshot snapshot) throws IOException {
        StringBuilder found = new StringBuilder();
        for (DataDirectory directory : snapshot.manifest().directories()) {
            for (DataFile file : directory.files()) {
                Path in = directory.path().isEmpty() ? snapshot.path() : new Path(snapshot.path(), directory.path());
                try (var stream = storage.open(new Path(in, file.name()))) {
                    found.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return found.toString();
    }

    /** Pins, reads, and gives the pin back. */
    public String readHead(CachedDataset target) throws IOException {
        try (Snapshot snapshot = target.snapshot()) {
            return read(snapshot);
        }
    }

    /** Collects until a generation is deleted, or kept because of a reader. */
    public static void awaitDecision(CachedDataset collector, String generation) {
        Eventually.within(Duration.ofSeconds(20), generation + " is deleted, or kept for a reader", () -> {
            try {
                return collector.collect(CollectionReport.Mode.DELETE).actions().stream()
                        .filter(action -> action.name().equals(generation))
                        .anyMatch(action -> action.step() == CollectionReport.Step.DELETE
                                || action.why().contains("reading"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The directories of {@link #KEY}'s generations that are there. */
    public List<String> generations() throws IOException {
        return storage.list(new Path(root, "travel/route_delays/_turnstile")).stream()
                .filter(Entry::directory)
                .map(Entry::name)
                .sorted()
                .toList();
    }

    /**
     * Everything that is below the root, and when it was modified, but for directories of which no storage knows, and for locks, which
     * come and go.
     */
    public List<String> everything() throws IOException {
        List<String> found = new ArrayList<>();
        walk(root, found);
        return found.stream().sorted().toList();
    }

    private void walk(Path directory, List<String> found) throws IOException {
        for (Entry entry : storage.list(directory)) {
            Path path = new Path(directory, entry.name());
            if (path.equals(Layout.locks(root))) {
                continue;
            }
            boolean invented = entry.directory() && !storage.moves();
            found.add(path + " " + entry.length() + " " + (invented ? "" : entry.modified()));
            if (entry.directory()) {
                walk(path, found);
            }
        }
    }

    /** Ends those that were opened so far in this JVM; others may begin. */
    public void endAll() {
        opened.forEach(DatasetRoot::close);
        opened.clear();
    }

    @Override
    public void close() {
        workers.forEach(FaultWorkerJvm::close);
        opened.forEach(DatasetRoot::close);
    }
}
