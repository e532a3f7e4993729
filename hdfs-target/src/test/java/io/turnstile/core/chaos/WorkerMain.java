package io.turnstile.core.chaos;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/** A main class: an application with a few threads that work until standard input ends or has a line. */
final class WorkerMain {
    private static final int THREADS = 3;
    private static final Duration A_MOMENT = Duration.ofMillis(20);

    private WorkerMain() {}

    /** Directory for the journal, name, seed, datasets with commas, root, and then options and settings of file systems, as name and value in turn. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String name = arguments[1];
        Random seeds = new Random(Long.parseLong(arguments[2]));
        List<DatasetKey> datasets =
                Arrays.stream(arguments[3].split(",")).map(DatasetKey::parse).toList();
        Map<String, String> options = new HashMap<>(Map.of("root", arguments[4]));
        Configuration configuration = new Configuration();
        configuration.set("dfs.replication", "1");
        for (int i = 5; i < arguments.length; i += 2) {
            if (arguments[i].startsWith("fs.")) {
                configuration.set(arguments[i], arguments[i + 1]);
            } else {
                options.put(arguments[i], arguments[i + 1]);
            }
        }
        Storage storage = StorageFactory.open(new org.apache.hadoop.fs.Path(arguments[4]), configuration);
        Journal journal = Journal.of(name, Path.of(arguments[0]));
        Duration pinLease = RootFile.read(storage, new org.apache.hadoop.fs.Path(arguments[4]))
                .orElseThrow()
                .pinLease();
        watchForStalls(journal, pinLease);
        try (DatasetRoot root = DatasetRoot.open(
                TurnstileOptions.of(options), new Application(name, name, "ann", "host7"), configuration)) {
            List<Worker> workers = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i <= THREADS; i++) {
                Worker worker = new Worker(name + "-" + i, seeds.nextLong(), root, storage, datasets, journal);
                workers.add(worker);
                Thread thread = new Thread(worker, name + "-" + i);
                thread.setDaemon(true);
                thread.start();
                threads.add(thread);
            }
            int unused = System.in.read();
            workers.forEach(Worker::end);
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(60).toMillis());
                if (thread.isAlive()) {
                    System.err.println(thread + " hangs at " + Arrays.toString(thread.getStackTrace()));
                }
            }
        }
    }

    /** A JVM that does not get to run for most of a lease is not alive to others, whatever the reason. */
    private static void watchForStalls(Journal journal, Duration lease) {
        Thread watch = new Thread(() -> {
            long before = System.nanoTime();
            while (true) {
                try {
                    Thread.sleep(A_MOMENT.toMillis());
                } catch (InterruptedException e) {
                    return;
                }
                long now = System.nanoTime();
                if (now - before > lease.toNanos() / 3) {
                    journal.stalled(before, now);
                }
                before = now;
            }
        });
        watch.setDaemon(true);
        watch.start();
    }
}
