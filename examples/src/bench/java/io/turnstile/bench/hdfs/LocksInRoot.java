package io.turnstile.bench.hdfs;

import io.turnstile.bench.Figure;
import io.turnstile.bench.Row;
import io.turnstile.bench.Setting;
import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Attempt;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.lock.root.FileLocks;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;

/**
 * A benchmark of locks that are kept in the root, on HDFS: requests to the NameNode, as its audit log has them, for a held lock,
 * for a read, for a minute of waiting with one, a hundred and a thousand who wait, and for a root that nobody uses; and how long
 * after the release the last of those who waited notices.
 */
public final class LocksInRoot implements Row {
    private static final String DATASET = "travel.route_delays";
    private static final int APPLICATIONS = 10;
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final double WAKE_SECONDS = 2;
    private static final int ALL_WAKE_IN_TIME = 100;

    private final Path root = MiniHdfs.shared().freshRoot("locks");
    private final String id = UUID.randomUUID().toString();
    private final List<FileLocks> applications = new ArrayList<>();

    @Override
    public List<Figure> measure(Setting setting) throws Exception {
        try {
            List<Figure> figures = new ArrayList<>();
            FileLocks writer = opened("writer", LEASE);
            take(writer).close(); // the directories, which are made once
            figures.add(requests("held lock", sum(() -> take(writer).close()), 16));
            Passage first = writer.pass(DATASET);
            figures.add(requests(
                    "read",
                    sum(() -> {
                        Passage passage = writer.pass(DATASET);
                        passage.pin().resolve("g-00000001-4f2a91c0");
                        passage.pin().awaitResolved();
                        passage.pin().close();
                    }),
                    8));
            first.pin().close();
            figures.add(atRest());
            for (int waiting : new int[] {1, 100, 1_000}) {
                figures.addAll(waiting(writer, waiting, setting.pick(6, 60)));
            }
            return figures;
        } finally {
            applications.forEach(FileLocks::close);
        }
    }

    private FileLocks opened(String name, Duration lease) throws IOException {
        Storage storage = StorageFactory.open(root, MiniHdfs.shared().configuration());
        FileLocks locks = FileLocks.open(
                storage,
                new Path(root, "locks"),
                id,
                new Application(name, name, "ann", "host1"),
                Leases.of(lease),
                WhenUnavailable.FAIL);
        applications.add(locks);
        return locks;
    }

    private static HeldLock take(FileLocks locks) {
        return ((Attempt.Acquired) locks.tryAcquire(DATASET)).lock();
    }

    private int sum(Requests.Work work) throws Exception {
        return Requests.during(work, root).values().stream()
                .mapToInt(count -> count)
                .sum();
    }

    private static Figure requests(String what, int asked, int most) {
        return Figure.of("root-locks / " + what + ", requests", Integer.toString(asked), "≤ " + most, asked <= most);
    }

    /** Of one that has just had something, once its presence is gone. */
    private Figure atRest() throws Exception {
        FileLocks leaving = opened("leaving", Duration.ofMillis(600));
        leaving.pass(DATASET).pin().close();
        TimeUnit.SECONDS.sleep(2);
        return requests("root that nobody uses, 2 s", sum(() -> TimeUnit.SECONDS.sleep(2)), 0);
    }

    private List<Figure> waiting(FileLocks writer, int waiting, int seconds) throws Exception {
        HeldLock held = take(writer);
        CountDownLatch ready = new CountDownLatch(waiting);
        ConcurrentLinkedQueue<Long> awake = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        List<FileLocks> waiters = new ArrayList<>();
        for (int i = 0; i < Math.min(APPLICATIONS, waiting); i++) {
            waiters.add(opened("waiter-" + i, LEASE));
        }
        for (int i = 0; i < waiting; i++) {
            ReleaseWait wait = waiters.get(i % waiters.size()).releaseWait(DATASET);
            threads.add(new Thread(() -> {
                try (wait) {
                    boolean looked = false;
                    while (wait.look().isPresent()) {
                        if (!looked) {
                            ready.countDown();
                            looked = true;
                        }
                        wait.awaitRelease(LEASE);
                    }
                    awake.add(System.nanoTime());
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        threads.forEach(Thread::start);
        ready.await();
        int asked = sum(() -> TimeUnit.SECONDS.sleep(seconds));
        long released = System.nanoTime();
        held.close();
        for (Thread thread : threads) {
            thread.join();
        }
        double last = awake.stream().mapToLong(at -> at).max().orElseThrow() - released;
        double each = asked * 60.0 / seconds / waiting;
        String name = String.format(Locale.ROOT, "root-locks / %,d who wait, ", waiting);
        return List.of(
                Figure.of(
                        name + "requests a minute and waiter",
                        String.format(Locale.ROOT, "%.0f", each),
                        "≤ 200",
                        each <= 200),
                Figure.of(
                        name + "the last is awake after",
                        String.format(Locale.ROOT, "%.2f s", last / 1e9),
                        waiting <= ALL_WAKE_IN_TIME ? "≤ 2 s" : "≤ 8 s",
                        last / 1e9 <= (waiting <= ALL_WAKE_IN_TIME ? WAKE_SECONDS : 8)));
    }
}
