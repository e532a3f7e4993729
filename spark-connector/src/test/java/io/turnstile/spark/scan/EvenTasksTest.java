package io.turnstile.spark.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.immutable.Map$;

class EvenTasksTest {
    private static final long OPEN = 4;

    @Test
    void waveIsFilled() {
        // Four whole ones take 80, where six, six and then four on two slots take 100.
        assertPacked(
                2,
                List.of(files(6, 6), files(6, 6), files(4, 6)),
                List.of(files(4, 6), files(4, 6), files(4, 6), files(4, 6)));
    }

    @Test
    void orderStays() {
        // 90, where it was 100: no task takes more than 50.
        assertPacked(
                2,
                List.of(List.of(16L, 6L, 26L), List.of(16L, 26L, 6L), List.of(36L)),
                List.of(List.of(16L, 6L), List.of(26L, 16L), List.of(26L, 6L), List.of(36L)));
    }

    @Test
    void oneThatCannotBeCutDoesNotMakeTheOthersLarger() {
        assertPacked(
                4,
                List.of(files(6, 6), List.of(96L), files(6, 6), files(6, 6), files(5, 6)),
                List.of(
                        files(4, 6),
                        files(2, 6),
                        List.of(96L),
                        files(4, 6),
                        files(4, 6),
                        files(4, 6),
                        files(4, 6),
                        files(1, 6)));
    }

    @Test
    void sparksPackingStaysWhereLittleIsToBeWon() {
        for (List<List<Long>> each : List.of(
                List.of(files(8, 6), files(8, 6)),
                List.of(files(8, 6)),
                List.of(files(1, 90), files(1, 10)),
                // One file more or less: eight and one take 90, and so do nine.
                List.of(files(8, 6), files(8, 6), files(1, 6)),
                List.<List<Long>>of())) {
            assertPacked(2, each, each);
        }
        List<List<Long>> three = List.of(files(6, 6), files(6, 6), files(4, 6));
        assertPacked(4, three, three);
        assertPacked(0, three, three);
    }

    @Test
    void aTwentiethMustBeSaved() {
        List<List<Long>> from210To200 = List.of(files(21, 6), files(19, 6));
        assertPacked(2, from210To200, from210To200);
        assertPacked(2, List.of(files(19, 6), files(17, 6)), List.of(files(18, 6), files(18, 6)));
    }

    @Test
    void everySplitIsReadOnceAndNothingTakesLonger() {
        Random random = new Random(7);
        int changed = 0;
        for (int round = 0; round < 500; round++) {
            int slots = 1 + random.nextInt(8);
            List<FilePartition> packed = packed(likeSpark(
                    LongStream.generate(() -> 1 + random.nextInt(40))
                            .limit(1 + random.nextInt(120))
                            .boxed()
                            .toList(),
                    40L + random.nextInt(100)));
            List<FilePartition> even = new EvenTasks(slots, OPEN).pack(packed);
            if (even == packed) {
                continue;
            }
            changed++;
            assertThat(splits(even)).isEqualTo(splits(packed));
            assertThat(even)
                    .extracting(FilePartition::index)
                    .isEqualTo(IntStream.range(0, even.size()).boxed().toList());
            assertThat(even).allMatch(task -> task.files().length > 0);
            assertThat(even.size()).isBetween(packed.size(), packed.size() + slots - 1);
            assertThat(largest(even)).isLessThanOrEqualTo(largest(packed));
            assertThat((double) end(even, slots)).isLessThan(0.95 * end(packed, slots));
        }
        assertThat(changed).isBetween(50, 450);
    }

    @Test
    void scanIsPackedUnlessTheNumberOfPartitionsIsSet(@TempDir Path directory) throws Exception {
        TestGeneration generation = TestGeneration.write(
                SharedSpark.session().range(0, 80).selectExpr("id", "id % 8 as part"),
                "parquet",
                directory.resolve("g"),
                "part");
        // Files of less than a kilobyte, of which Spark packs three into a partition, by what opening them costs.
        Map<String, String> three =
                Map.of("spark.sql.files.openCostInBytes", "1m", "spark.sql.files.maxPartitionBytes", "2500k");
        SharedSpark.with(three, () -> {
            assertThat(tasks(generation)).containsExactly(2, 2, 2, 2);
            assertThat(generation.read().orderBy("id").select("id").collectAsList())
                    .extracting(row -> row.getLong(0))
                    .isEqualTo(LongStream.range(0, 80).boxed().toList());
            for (String setting :
                    List.of("files.minPartitionNum", "files.maxPartitionNum", "leafNodeDefaultParallelism")) {
                List<Integer> asSparkPacks =
                        SharedSpark.with(Map.of("spark.sql." + setting, "3"), () -> tasks(generation));
                assertThat(asSparkPacks).as(setting).containsExactly(3, 3, 2);
            }
            return null;
        });
    }

    private static void assertPacked(int slots, List<List<Long>> before, List<List<Long>> after) {
        List<FilePartition> packed = packed(before);
        List<FilePartition> even = new EvenTasks(slots, OPEN).pack(packed);
        assertThat(sizes(even)).isEqualTo(after);
        assertThat(splits(even)).isEqualTo(splits(packed));
        if (before.equals(after)) {
            assertThat(even).isSameAs(packed);
        }
    }

    private static List<Integer> tasks(TestGeneration generation) {
        return Stream.of(TestPlan.of(generation.read()).scan().scan().toBatch().planInputPartitions())
                .map(partition -> ((LocatedPartition) partition).files().files().length)
                .toList();
    }

    /** Next fit, as Spark does it; it sorts the files of each directory before, but not all of them. */
    private static List<List<Long>> likeSpark(List<Long> lengths, long limit) {
        List<List<Long>> packed = new ArrayList<>();
        List<Long> current = new ArrayList<>();
        long size = 0;
        for (long length : lengths) {
            if (size + length > limit && !current.isEmpty()) {
                packed.add(current);
                current = new ArrayList<>();
                size = 0;
            }
            current.add(length);
            size += length + OPEN;
        }
        packed.add(current);
        return packed;
    }

    private static List<Long> files(int count, long length) {
        return LongStream.generate(() -> length).limit(count).boxed().toList();
    }

    private static List<FilePartition> packed(List<List<Long>> lengths) {
        List<FilePartition> packed = new ArrayList<>();
        for (List<Long> task : lengths) {
            packed.add(new FilePartition(
                    packed.size(),
                    IntStream.range(0, task.size())
                            .mapToObj(i -> split(packed.size() + "-" + i, task.get(i)))
                            .toArray(PartitionedFile[]::new)));
        }
        return packed;
    }

    private static PartitionedFile split(String name, long length) {
        return new PartitionedFile(
                InternalRow.empty(),
                SparkPath.fromPathString("/" + name),
                0,
                length,
                new String[0],
                0,
                length,
                Map$.MODULE$.empty());
    }

    private static List<PartitionedFile> splits(List<FilePartition> tasks) {
        return tasks.stream().flatMap(task -> Arrays.stream(task.files())).toList();
    }

    private static List<List<Long>> sizes(List<FilePartition> tasks) {
        return tasks.stream()
                .map(task ->
                        Arrays.stream(task.files()).map(PartitionedFile::length).toList())
                .toList();
    }

    private static long largest(List<FilePartition> tasks) {
        return tasks.stream().mapToLong(EvenTasksTest::cost).max().orElse(0);
    }

    private static long cost(FilePartition task) {
        return Arrays.stream(task.files())
                .mapToLong(split -> split.length() + OPEN)
                .sum();
    }

    /** When the last one has ended, each having begun as soon as a slot was free. */
    private static long end(List<FilePartition> tasks, int slots) {
        long[] ends = new long[slots];
        for (FilePartition task : tasks) {
            Arrays.sort(ends);
            ends[0] += cost(task);
        }
        return LongStream.of(ends).max().orElse(0);
    }
}
