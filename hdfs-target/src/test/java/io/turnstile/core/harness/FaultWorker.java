package io.turnstile.core.harness;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.context.ConfiguredLocks;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.context.RootLocks;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.AttemptTag;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.storage.WatchedStorage;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An application in a JVM of its own, which does to {@link Applications#KEY} what it is told on standard input:
 *
 * <pre>
 * halt N STEP        ends, as by kill -9, at the Nth such step from now on; see {@link WatchedStorage} for their names
 * pause N STEP       says AT there, and goes on when told "go"
 * write MODE CONTENT answers PUBLISHED, LOST or REUSED, and the generation
 * writers N CONTENT  N threads that REUSE at once; answers WRITERS and how many computed, reused, failed
 * read               answers READ and the content
 * pin                takes a snapshot and keeps it; answers PINNED and the generation
 * hold               begins a write and keeps it; answers HOLDING
 * collect            answers COLLECTED and what it did
 * return, throw      leaves main so, and closes nothing
 * </pre>
 *
 * <p>What fails is answered by {@code FAILED class: message}.
 */
@SuppressWarnings("SystemOut")
public final class FaultWorker {
    public static final int HALTED = 77;

    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private final CachedDataset target;
    private final Storage storage;
    private final List<AutoCloseable> kept = new ArrayList<>();
    private String awaited = "";
    private int left;
    private boolean halts;

    private FaultWorker(String name, Map<String, String> options) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set("dfs.replication", "1");
        TurnstileOptions parsed = TurnstileOptions.of(options);
        Application application = Applications.application(name);
        DatasetRoot root = DatasetRoot.open(parsed, application, configuration);
        Storage sound = StorageFactory.open(root.path(), configuration);
        storage = new WatchedStorage(sound, this::at);
        RootLocks locks = new RootLocks(
                sound, root.path(), application, parsed, ConfiguredLocks.of(parsed, configuration), Optional.empty());
        RootContext watched = new RootContext(root.path(), storage, new Configuration(), application, locks);
        target = Contexts.dataset(new DatasetContext(watched, Applications.KEY, Parameters.NONE, parsed));
    }

    /** The application's name, then options as {@code name=value}. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] option = arguments[i].split("=", 2);
            options.put(option[0], option[1]);
        }
        FaultWorker worker = new FaultWorker(arguments[0], options);
        say("READY");
        for (String line = INPUT.readLine(); line != null && !line.equals("return"); line = INPUT.readLine()) {
            if (line.equals("throw")) {
                throw new IllegalStateException("as told");
            }
            worker.obey(line.split(" ", 3));
        }
    }

    private void obey(String[] words) {
        try {
            switch (words[0]) {
                case "halt", "pause" -> arm(words);
                case "write" -> say(write(WriteMode.valueOf(words[1]), words[2]));
                case "writers" -> say(writers(Integer.parseInt(words[1]), words[2]));
                case "read" -> say(read());
                case "pin" -> {
                    Snapshot snapshot = target.snapshot();
                    kept.add(snapshot);
                    say("PINNED " + snapshot.generation().name());
                }
                case "hold" -> {
                    kept.add(Applications.compute(target, WriteMode.REUSE));
                    say("HOLDING");
                }
                case "holder" -> say("HOLDER " + target.holder().isPresent());
                case "settle" -> {
                    DatasetLocks locks = Contexts.of(target).existingLocks();
                    Eventually.within(
                            Duration.ofSeconds(20),
                            "it knows of every reader",
                            () -> locks.untilPinsAreKnown().isZero());
                    say("SETTLED");
                }
                case "collect" -> say("COLLECTED " + target.collect(CollectionReport.Mode.DELETE));
                default -> throw new IllegalArgumentException("No command: " + List.of(words));
            }
        } catch (IOException | RuntimeException e) {
            say("FAILED " + e.getClass().getSimpleName() + ": "
                    + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    private synchronized void arm(String[] words) {
        halts = words[0].equals("halt");
        left = Integer.parseInt(words[1]);
        awaited = words[2];
        say("ARMED");
    }

    private synchronized void at(String step) {
        if (!step.equals(awaited) || --left > 0) {
            return;
        }
        awaited = "";
        if (halts) {
            Runtime.getRuntime().halt(HALTED);
        }
        say("AT " + step);
        try {
            if (!"go".equals(INPUT.readLine())) {
                throw new IllegalStateException("Expected to be told to go on");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(WriteMode mode, String content) throws IOException {
        WriteStart start = target.beginWrite(mode);
        if (start instanceof WriteStart.Reuse reuse) {
            return "REUSED " + reuse.head().name();
        }
        try (GenerationWrite write = ((WriteStart.Compute) start).write()) {
            at("lock taken");
            writeTask(write, content);
            GenerationWrite.Outcome outcome = write.commit(Applications.content());
            at("committed");
            return (outcome.published() ? "PUBLISHED " : "LOST ")
                    + outcome.head().name();
        } finally {
            at("released");
        }
    }

    private void writeTask(GenerationWrite write, String content) throws IOException {
        StagedGeneration staged = new StagedGeneration(storage, write.path());
        AttemptTag tag = new AttemptTag(0, 0);
        staged.begin();
        try (OutputStream out =
                storage.create(new Path(staged.attemptDirectory(tag), staged.baseName(tag, "part") + "-00000.txt"))) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        staged.commitAttempt(tag);
    }

    private String writers(int count, String content) {
        AtomicInteger computed = new AtomicInteger();
        AtomicInteger reused = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> {
                try {
                    (write(WriteMode.REUSE, content).startsWith("PUBLISHED") ? computed : reused).incrementAndGet();
                } catch (IOException | RuntimeException e) {
                    failed.incrementAndGet();
                    say("PROBLEM " + e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        say("STARTED");
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return "WRITERS " + computed + " " + reused + " " + failed;
    }

    private String read() throws IOException {
        try (Snapshot snapshot = target.snapshot()) {
            return "READ " + Applications.read(storage, snapshot);
        }
    }

    private static void say(String line) {
        System.out.println("::" + line);
        System.out.flush();
    }
}
