package io.turnstile.spark.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Packs what Spark has cut into tasks that end at about the same time. Spark fills one partition after the other up to
 * a size; what is left over becomes the last one, and where there are a few more partitions than task slots, most slots
 * wait for a second wave of few tasks. Here the splits are dealt out again, the largest first, each to the task that has
 * the least, and to as many tasks as fill whole waves (R. L. Graham, "Bounds on Multiprocessing Timing Anomalies", SIAM
 * J. Appl. Math. 17, 1969).
 *
 * <p>Spark's packing stays where little is to be won, and where {@code spark.sql.files.minPartitionNum} or {@code
 * maxPartitionNum} say how many partitions there are to be. Nothing is cut anew, and no task gets more than {@code
 * spark.sql.files.maxPartitionBytes}, unless Spark gave as much to one. Immutable.
 */
final class EvenTasks {
    /** The share of the time that must be saved, as the sizes of files are no more than an estimate of it. */
    private static final double WORTHWHILE = 0.05;

    private final int slots;
    private final long openCost;
    private final long limit;

    /**
     * For certain task slots.
     *
     * @param slots how many tasks run at the same time
     * @param openCost what opening a file takes, in bytes that could be read meanwhile
     * @param limit how many bytes a task may be given, opening included
     */
    EvenTasks(int slots, long openCost, long limit) {
        this.slots = slots;
        this.openCost = openCost;
        this.limit = limit;
    }

    /** Packs for the slots that the session's application has at the moment, if the session leaves the packing to us. */
    static List<FilePartition> of(SparkSession session, List<FilePartition> packed) {
        SQLConf conf = session.sessionState().conf();
        if (conf.filesMinPartitionNum().isDefined()
                || conf.filesMaxPartitionNum().isDefined()) {
            return packed;
        }
        int slots = session.sparkContext().defaultParallelism();
        return new EvenTasks(slots, conf.filesOpenCostInBytes(), conf.filesMaxPartitionBytes()).pack(packed);
    }

    /** The same splits in partitions that take less time in all, or the very same list. */
    List<FilePartition> pack(List<FilePartition> packed) {
        // With fewer partitions than slots there is too little to read, or too little that can be cut.
        if (packed.size() < slots) {
            return packed;
        }
        List<PartitionedFile> splits = packed.stream()
                .flatMap(partition -> Arrays.stream(partition.files()))
                .sorted(Comparator.comparingLong(PartitionedFile::length).reversed())
                .toList();
        long largest = Math.max(limit, largest(packed));
        List<FilePartition> best = packed;
        double time = makespan(packed) * (1 - WORTHWHILE);
        int fullWaves = packed.size() / slots * slots;
        for (int tasks : new int[] {fullWaves, fullWaves + slots}) {
            List<FilePartition> dealt = deal(splits, Math.min(tasks, splits.size()));
            if (largest(dealt) <= largest && makespan(dealt) < time) {
                best = dealt;
                time = makespan(dealt);
            }
        }
        return best;
    }

    private List<FilePartition> deal(List<PartitionedFile> largestFirst, int tasks) {
        PriorityQueue<Task> leastFirst = new PriorityQueue<>(
                Comparator.comparingLong((Task task) -> task.cost).thenComparing(task -> task.number));
        List<Task> all = IntStream.range(0, tasks).mapToObj(Task::new).toList();
        leastFirst.addAll(all);
        for (PartitionedFile split : largestFirst) {
            Task least = leastFirst.remove();
            least.splits.add(split);
            least.cost += cost(split);
            leastFirst.add(least);
        }
        return all.stream().map(Task::partition).toList();
    }

    private static final class Task {
        final int number;
        final List<PartitionedFile> splits = new ArrayList<>();
        long cost;

        Task(int number) {
            this.number = number;
        }

        FilePartition partition() {
            return new FilePartition(number, splits.toArray(PartitionedFile[]::new));
        }
    }

    /** When the last task ends, if each begins on the first slot that is free, in the unit of costs. */
    private long makespan(List<FilePartition> tasks) {
        PriorityQueue<Long> ends = new PriorityQueue<>(Collections.nCopies(slots, 0L));
        long last = 0;
        for (FilePartition task : tasks) {
            long end = ends.remove() + cost(task);
            ends.add(end);
            last = Math.max(last, end);
        }
        return last;
    }

    private long largest(List<FilePartition> tasks) {
        return tasks.stream().mapToLong(this::cost).max().orElse(0);
    }

    private long cost(FilePartition task) {
        return Arrays.stream(task.files()).mapToLong(this::cost).sum();
    }

    private long cost(PartitionedFile split) {
        return split.length() + openCost;
    }
}
