package io.turnstile.core.chaos;

import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Starts the workers, and does to them and to Redis what happens to processes: one thread stops and kills workers, another
 * stops, kills and empties Redis, so that both may happen at once. What is done, and the pauses between, come from the
 * seed.
 */
final class Conductor {
    private static final int WORKERS = 4;
    /** What the option takes. */
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);

    private static final Duration LONGEST_OPERATION = Duration.ofSeconds(75);

    private final Path directory;
    private final long seed;
    private final RedisServer redis;
    private final Duration lease;
    private final List<String> arguments;
    private final Latecomer latecomer;
    private final WorkerProcess[] workers = new WorkerProcess[WORKERS];
    private final int[] started = new int[WORKERS];
    private final List<Disturbance> disturbances = new CopyOnWriteArrayList<>();
    private final List<String> hangs = new ArrayList<>();
    private volatile long until;

    /** An application that begins at once, collects everything, and ends. */
    interface Latecomer {
        void collects() throws IOException;
    }

    /**
     * @param lease how long pins stand; workers' own leases are longer and shorter
     * @param arguments of a worker, from its datasets on
     */
    Conductor(
            Path directory, long seed, RedisServer redis, Duration lease, List<String> arguments, Latecomer latecomer) {
        this.directory = directory;
        this.seed = seed;
        this.redis = redis;
        this.lease = lease;
        this.arguments = arguments;
        this.latecomer = latecomer;
    }

    /** Lets them work for that time; returns when all have ended. */
    void run(Duration time) throws Exception {
        for (int i = 0; i < WORKERS; i++) {
            start(i);
        }
        until = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> both = threads.submit(repeat(new Random(seed + 1), this::disturbWorker));
            repeat(new Random(seed + 2), this::disturbRedis).call();
            both.get();
        } finally {
            threads.shutdownNow();
        }
        for (WorkerProcess worker : workers) {
            worker.end();
        }
        for (WorkerProcess worker : workers) {
            if (!worker.awaitEnd(LONGEST_OPERATION)) {
                hangs.add(worker.name());
            }
        }
    }

    /** What was done, in order of its end. */
    List<Disturbance> disturbances() {
        return disturbances;
    }

    /** Workers that did not end. */
    List<String> hangs() {
        return hangs;
    }

    private void start(int slot) throws IOException {
        String name = "w" + (slot + 1) + "." + ++started[slot];
        long own = 31 * seed + name.hashCode();
        List<String> all = new ArrayList<>(arguments);
        // Split, because what Random draws first is the same for seeds that are near one another.
        int more = new SplittableRandom(own).nextInt(3 * (int) lease.toMillis());
        all.addAll(List.of("lock.lease", SHORTEST_LEASE.plusMillis(more).toMillis() + "ms"));
        workers[slot] = WorkerProcess.start(directory, name, own, all);
    }

    private interface Deed {
        void run(Random random) throws IOException, InterruptedException;
    }

    /** In turns of half a minute with it and some time without it, so that there are quiet times too. */
    private Callable<Void> repeat(Random random, Deed deed) {
        return () -> {
            while (System.nanoTime() < until) {
                for (int i = 5 + random.nextInt(8); i > 0 && System.nanoTime() < until; i--) {
                    Thread.sleep(500 + random.nextInt(3000));
                    deed.run(random);
                }
                Thread.sleep(Math.min(random.nextInt(8000), Math.max(0, left())));
            }
            return null;
        };
    }

    private long left() {
        return TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }

    private void disturbWorker(Random random) throws IOException, InterruptedException {
        int slot = random.nextInt(WORKERS);
        WorkerProcess worker = workers[slot];
        if (!worker.alive()) {
            throw new IllegalStateException("Worker " + worker.name() + " has ended by itself; see its output");
        }
        boolean kill = random.nextInt(3) == 0;
        long stop = lease.toMillis() / 2 + random.nextInt(3 * (int) lease.toMillis());
        awaitStep(
                worker,
                List.of("", "", "\tREPLACE\t", "publishes", "\tCOLLECT\t", "\tWRITE\t")
                        .get(random.nextInt(6)));
        long from = System.nanoTime();
        if (kill) {
            worker.kill();
            start(slot);
        } else {
            worker.pause();
            Thread.sleep(stop);
            worker.resume();
        }
        done(kill ? Disturbance.Kind.KILLED : Disturbance.Kind.STOPPED, worker.name(), from);
    }

    /** Waits a little for the worker's journal to say something, to hit the moments that matter more often. */
    private void awaitStep(WorkerProcess worker, String step) throws IOException, InterruptedException {
        Path journal = Journal.file(directory, worker.name());
        if (step.isEmpty() || !Files.exists(journal)) {
            return;
        }
        long seen = Files.size(journal);
        for (int i = 0; i < 500; i++) {
            if (Files.size(journal) > seen) {
                try (var in = Files.newByteChannel(journal)) {
                    in.position(seen);
                    byte[] news = java.nio.channels.Channels.newInputStream(in).readAllBytes();
                    seen += news.length;
                    if (new String(news, java.nio.charset.StandardCharsets.UTF_8).contains(step)) {
                        return;
                    }
                }
            }
            Thread.sleep(2);
        }
    }

    private void disturbRedis(Random random) throws IOException, InterruptedException {
        int choice = random.nextInt(5);
        int time = random.nextInt(5000);
        long from = System.nanoTime();
        switch (choice) {
            case 0 -> {
                redis.kill();
                Thread.sleep(time);
                redis.restart();
                done(Disturbance.Kind.REDIS_RESTARTED, "", from);
            }
            case 1 -> {
                redis.pause();
                Thread.sleep(time);
                redis.resume();
                done(Disturbance.Kind.REDIS_PAUSED, "", from);
            }
            case 2 -> {
                redis.pause();
                Thread.sleep(lease.toMillis() + time / 4);
                redis.resume();
                latecomer.collects();
                done(Disturbance.Kind.REDIS_PAUSED, "", from);
            }
            default -> {
                redis.ask("FLUSHALL");
                done(Disturbance.Kind.REDIS_FLUSHED, "", from);
            }
        }
    }

    private void done(Disturbance.Kind kind, String worker, long from) {
        disturbances.add(new Disturbance(kind, worker, from, System.nanoTime()));
    }
}
