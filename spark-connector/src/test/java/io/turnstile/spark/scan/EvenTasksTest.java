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
        // Four whole ones take 16, where six, then six, then four on two slots take 20.
        List<FilePartition> packed = packed(List.of(files(6, 6), files(6, 6), files(4, 6)));
        assertThat(sizes(new EvenTasks(2, OPEN, 70).pack(packed)))
                .containsExactly(files(4, 6), files(4, 6), files(4, 6), files(4, 6));
    }

    @Test
    void leftoverIsDividedAmongTheOthers() {
        // Nine take 90, where eight and then one on the same slot take as long; but eight and five do not.
        List<FilePartition> small = packed(List.of(files(8, 6), files(8, 6), files(1, 6)));
        assertThat(new EvenTasks(2, OPEN, 110).pack(small)).isSameAs(small);
        List<FilePartition> large = packed(List.of(files(8, 6), files(8, 6), files(5, 6)));
        assertThat(sizes(new EvenTasks(2, OPEN, 110).pack(large))).containsExactly(files(11, 6), files(10, 6));
    }

    @Test
    void noTaskGetsMoreThanTheLimit() {
        List<FilePartition> packed = packed(List.of(files(9, 6), files(9, 6), files(3, 6)));
        assertThat(sizes(new EvenTasks(2, OPEN, 110).pack(packed))).containsExactly(files(11, 6), files(10, 6));
        assertThat(sizes(new EvenTasks(2, OPEN, 100).pack(packed)))
                .containsExactly(files(6, 6), files(5, 6), files(5, 6), files(5, 6));
    }

    @Test
    void sparksPackingStaysWhereNothingIsToBeWon() {
        EvenTasks even = new EvenTasks(2, OPEN, 100);
        for (List<List<Long>> each : List.of(
                List.of(files(8, 6), files(8, 6)),
                List.of(files(8, 6)),
                List.of(files(1, 90), files(1, 10)),
                List.<List<Long>>of())) {
            List<FilePartition> packed = packed(each);
            assertThat(even.pack(packed)).isSameAs(packed);
        }
        List<FilePartition> fewerThanSlots = packed(List.of(files(3, 6), files(1, 6)));
        assertThat(new EvenTasks(3, OPEN, 100).pack(fewerThanSlots)).isSameAs(fewerThanSlots);
    }

    @Test
    void everySplitIsReadOnceAndNothingTakesLonger() {
        Random random = new Random(7);
        int changed = 0;
        for (int round = 0; round < 500; round++) {
            int slots = 1 + random.nextInt(8);
            long limit = 40L + random.nextInt(100);
            List<FilePartition> packed = packed(likeSpark(
                    LongStream.generate(() -> 1 + random.nextInt(40))
                            .limit(1 + random.nextInt(120))
                            .boxed()
                            .toList(),
                    limit));
            List<FilePartition> even = new EvenTasks(slots, OPEN, limit).pack(packed);
            changed += even == packed ? 0 : 1;
            assertThat(even.stream().flatMap(task -> Arrays.stream(task.files())))
                    .containsExactlyInAnyOrderElementsOf(packed.stream()
                            .flatMap(task -> Arrays.stream(task.files()))
                            .toList());
            assertThat(even)
                    .extracting(FilePartition::index)
                    .isEqualTo(IntStream.range(0, even.size()).boxed().toList());
            assertThat(even).allMatch(task -> task.files().length > 0);
            assertThat(largest(even)).isLessThanOrEqualTo(Math.max(limit, largest(packed)));
            assertThat(end(even, slots)).isLessThanOrEqualTo(end(packed, slots));
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
            assertThat(generation.read().collectAsList()).hasSize(80);
            for (String number : List.of("minPartitionNum", "maxPartitionNum")) {
                List<Integer> asSparkPacks =
                        SharedSpark.with(Map.of("spark.sql.files." + number, "3"), () -> tasks(generation));
                assertThat(asSparkPacks).containsExactly(3, 3, 2);
            }
            return null;
        });
    }

    private static List<Integer> tasks(TestGeneration generation) {
        return Stream.of(TestPlan.of(generation.read()).scan().scan().toBatch().planInputPartitions())
                .map(partition -> ((LocatedPartition) partition).files().files().length)
                .toList();
    }

    /** Next fit, as Spark does it. */
    private static List<List<Long>> likeSpark(List<Long> lengths, long limit) {
        List<List<Long>> packed = new ArrayList<>();
        List<Long> current = new ArrayList<>();
        long size = 0;
        for (long length : lengths.stream().sorted((a, b) -> Long.compare(b, a)).toList()) {
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
