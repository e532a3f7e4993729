package io.turnstile.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.Origin;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look at the index finds, and what it asks of the file system. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class PlanIndexTest {
    private static final String ROWS = "0123456789abcdef0123456789abcdef";
    private static final String INPUTS = "fedcba9876543210fedcba9876543210";

    @Parameter
    boolean onHdfs;

    private final AtomicLong nanos = new AtomicLong();
    private TestFileSystem system;
    private Path root;
    private Counting storage;
    private PlanIndex index;

    @BeforeEach
    void makeRoot() throws IOException {
        system = onHdfs ? MiniHdfs.shared() : LocalFiles.shared();
        root = system.freshRoot("plans");
        storage = new Counting(StorageFactory.open(root, system.configuration()));
        index = new PlanIndex(storage, root, nanos::get);
    }

    private static final class Counting extends ForwardingStorage {
        private final Storage beneath;
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicInteger listings = new AtomicInteger();
        private Runnable inLook = () -> {};
        private Runnable inListing = () -> {};

        Counting(Storage storage) {
            super(storage);
            this.beneath = storage;
        }

        @Override
        public Entry status(Path path) throws IOException {
            looks.incrementAndGet();
            inLook.run();
            return super.status(path);
        }

        @Override
        public RemoteIterator<Entry> entries(Path directory) throws IOException {
            listings.incrementAndGet();
            inListing.run();
            return beneath.entries(directory);
        }
    }

    private static PlanEntry entry(int n, String dataset) {
        return new PlanEntry(
                ROWS, INPUTS.substring(8) + "%08x".formatted(n), new GenerationName(n, "00000000"), key(dataset));
    }

    private static DatasetKey key(String dataset) {
        return DatasetKey.parse(dataset);
    }

    private void settle() {
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
    }

    private int listingsOf(int looks) throws IOException {
        int before = storage.listings.get();
        for (int i = 0; i < looks; i++) {
            index.look();
        }
        return storage.listings.get() - before;
    }

    @Test
    void rootWithoutAnIndexIsOneRequest() throws IOException {
        assertThat(index.look().isEmpty()).isTrue();
        assertThat(index.look().knows(ROWS)).isFalse();
        assertThat(storage.looks.get()).isEqualTo(2);
        assertThat(storage.listings.get()).isZero();

        index.enter(entry(1, "a.b"));
        assertThat(index.look().knows(ROWS)).isTrue();
    }

    @Test
    void entriesAreFoundByTheirRowsUntilTheyAreRemoved() throws IOException {
        PlanEntry other = new PlanEntry(INPUTS, ROWS, new GenerationName(1, "ffffffff"), key("x-y.z_1"));
        index.enter(entry(1, "a.b"));
        index.enter(entry(1, "a.b"));
        index.enter(entry(2, "a.b"));
        index.enter(other);

        assertThat(index.look().withRows(ROWS)).containsExactlyInAnyOrder(entry(1, "a.b"), entry(2, "a.b"));
        assertThat(index.look().withRows(INPUTS)).containsExactly(other);
        assertThat(index.look().all()).hasSize(3);
        index.remove(entry(1, "a.b"));
        index.remove(entry(1, "a.b"));
        assertThat(index.look().withRows(ROWS)).containsExactly(entry(2, "a.b"));
    }

    @Test
    void whatIsNoEntryIsIgnored() throws IOException {
        String name = entry(1, "a.b").name();
        for (String foreign : List.of(
                "README",
                name.substring(1),
                name.toUpperCase(Locale.ROOT),
                name.replace("a.b", "a..b"),
                name.replace("a.b", ""),
                name.replace("g-0", "g-x"),
                name.replace("g-00000001", "g-000000001"))) {
            storage.create(new Path(Layout.plans(root), foreign)).close();
        }
        storage.makeDirectories(new Path(Layout.plans(root), "directory"));
        index.enter(entry(1, "a.b"));

        assertThat(index.look().all()).containsExactly(entry(1, "a.b"));
    }

    @Test
    void fileInThePlaceOfTheDirectoryIsAnEmptyIndex() throws IOException {
        storage.create(Layout.plans(root)).close();

        assertThat(index.look().isEmpty()).isTrue();
    }

    @Test
    void keyThatLeavesNoRoomInAFileNameIsNotEntered() throws IOException {
        Origin origin = new Origin(new Origin.Query("f", "", "", List.of()), List.of())
                .signed(new Origin.Signature(ROWS, INPUTS, List.of()));
        String most = "a".repeat(255 - 86);
        index.published(key(most), new GenerationName(1, "00000000"), origin);
        index.published(key(most + "a"), new GenerationName(1, "00000000"), origin);

        assertThat(index.look().all()).extracting(PlanEntry::dataset).containsExactly(key(most));
    }

    @Test
    void listingIsRepeatedOnlyIfSomethingHasChanged() throws IOException {
        index.enter(entry(1, "a.b"));
        assertThat(listingsOf(1)).isOne();
        settle();
        assertThat(listingsOf(5))
                .as("once more: something may have come at the same time")
                .isOne();

        storage.createExclusively(new Path(root, "elsewhere"), new Path(root, "elsewhere.tmp"), new byte[0]);
        assertThat(listingsOf(5)).isZero();
        index.enter(entry(2, "a.b"));
        // Only the test's clock has gone on: the file system's own may still give the time of the change before.
        long time = System.currentTimeMillis();
        setTime(time + 1000);
        assertThat(index.look().all()).hasSize(2);
        settle();
        assertThat(listingsOf(5)).isOne();
        index.remove(entry(1, "a.b"));
        setTime(time + 2000);
        assertThat(index.look().all()).containsExactly(entry(2, "a.b"));
    }

    @Test
    void listingIsRepeatedWhileMoreMayComeAtTheSameTime() throws IOException {
        index.enter(entry(1, "a.b"));
        assertThat(listingsOf(3)).isEqualTo(3);
        long time = System.currentTimeMillis() - 1000;
        setTime(time);
        index.look();
        index.enter(entry(2, "a.b"));
        setTime(time);

        assertThat(index.look().all()).hasSize(2);
    }

    @Test
    void directoryThatHasNotChangedForLongIsListedOnce() throws IOException {
        index.enter(entry(1, "a.b"));
        setTime(System.currentTimeMillis() - Duration.ofHours(1).toMillis());

        assertThat(listingsOf(5)).isOne();
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(listingsOf(5))
                .as("should a NameNode with a slower clock have taken over")
                .isOne();
    }

    @Test
    void listingOfManyRestsForAWhileWhateverChanges() throws IOException {
        storage.inListing = () -> nanos.addAndGet(Duration.ofMillis(200).toNanos());
        for (int i = 1; i <= 1001; i++) {
            index.enter(entry(i, "a.b"));
        }
        assertThat(index.look().all()).hasSize(1001);

        index.enter(entry(1002, "a.b"));
        assertThat(listingsOf(3)).isZero();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(index.look().all()).hasSize(1002);
    }

    @Test
    void whoAsksOftenIsToldWhatWasSeenAMomentAgo() throws IOException {
        storage.inLook = () -> nanos.addAndGet(Duration.ofMillis(2).toNanos());
        PlanIndex others = new PlanIndex(StorageFactory.open(root, system.configuration()), root);
        assertThat(index.recent().isEmpty()).isTrue();
        others.enter(entry(1, "a.b"));
        nanos.addAndGet(Duration.ofMillis(199).toNanos());
        assertThat(index.recent().isEmpty()).isTrue();
        assertThat(storage.looks.get()).isOne();

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(index.recent().all()).containsExactly(entry(1, "a.b"));
        others.enter(entry(2, "a.b"));
        assertThat(index.look().all()).as("who must know").hasSize(2);
        others.enter(entry(3, "a.b"));
        assertThat(index.recent().all()).hasSize(2);
        index.enter(entry(4, "a.b"));
        assertThat(index.recent().all()).as("its own").hasSize(4);
    }

    @Test
    void noMomentIsLongerThanASecond() throws IOException {
        storage.inLook = () -> nanos.addAndGet(Duration.ofMillis(500).toNanos());
        index.recent();
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        index.recent();
        assertThat(storage.looks.get()).isOne();
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        index.recent();
        assertThat(storage.looks.get()).isEqualTo(2);
    }

    @Test
    void itIsKnownWhatIsReadByAnyOfThem() throws IOException {
        index.enter(entry(1, "a.b"));

        assertThat(index.look().reads(entry(1, "a.b").inputs().substring(0, 8))).isTrue();
        assertThat(index.look().reads(entry(1, "a.b").inputs().substring(1, 9))).isFalse();
    }

    private void setTime(long time) throws IOException {
        root.getFileSystem(system.configuration()).setTimes(Layout.plans(root), time, -1);
    }

    @Test
    void thoseWhoLookTogetherShareARequest() throws Exception {
        index = new PlanIndex(storage, root);
        index.enter(entry(1, "a.b"));
        int threads = 12;
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        storage.inLook = () -> {
            began.countDown();
            await(goOn);
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<Integer>> looks = new ArrayList<>();
            looks.add(look(pool));
            began.await();
            index.enter(entry(2, "a.b"));
            for (int i = 1; i < threads; i++) {
                looks.add(look(pool));
            }
            Eventually.within(Duration.ofSeconds(20), "the others wait", () -> waiting() == threads - 1);
            goOn.countDown();
            for (CompletableFuture<Integer> look : looks) {
                assertThat(look.get()).isEqualTo(2);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(storage.looks.get())
                .as("one for who came first, one for the others")
                .isEqualTo(2);
    }

    private static long waiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.BLOCKED)
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(PlanIndex.class.getName())))
                .count();
    }

    private CompletableFuture<Integer> look(ExecutorService pool) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return index.look().all().size();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                pool);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
