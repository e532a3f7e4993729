package io.turnstile.spark.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Balanced packing of file splits into tasks, which end at about the same time. Spark fills one partition after the
 * other up to a size; where there are a few more partitions than task slots, most slots wait while few of them work on
 * what is left. Here the same splits, in the same order, become as many tasks as fill whole waves, the largest of which
 * is as small as can be (the linear partition problem, by bisection).
 *
 * <p>Spark's packing stays where little is to be won, and where a setting says how many partitions there are to be.
 * Nothing is cut anew, the order stays because neighbours often lie in one directory, and no task gets more than Spark's
 * largest. There are never fewer tasks: an application may get more slots meanwhile. Immutable.
 */
final class EvenTasks {
    /** The share of the time that must be saved, as the sizes of files are no more than an estimate of it. */
    private static final double WORTHWHILE = 0.05;

    private final int slots;
    private final long openCost;

    /**
     * For certain task slots.
     *
     * @param slots how many tasks run at the same time
     * @param openCost what opening a file takes, in bytes that could be read meanwhile
     */
    EvenTasks(int slots, long openCost) {
        this.slots = slots;
        this.openCost = openCost;
    }

    /** Packs for the slots that the application has at the moment, if the session leaves the packing to us. */
    static List<FilePartition> of(SparkSession session, List<FilePartition> packed) {
        SQLConf conf = session.sessionState().conf();
        boolean decided = Stream.of("files.minPartitionNum", "files.maxPartitionNum", "leafNodeDefaultParallelism")
                .anyMatch(setting -> conf.contains("spark.sql." + setting));
        return decided
                ? packed
                : new EvenTasks(slots(session.sparkContext()), conf.filesOpenCostInBytes()).pack(packed);
    }

    /** Not the default parallelism, which many set to several times as much. None before there is an executor. */
    private static int slots(SparkContext context) {
        return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    }

    /** The same splits in tasks that take less time in all, or the very same list. */
    List<FilePartition> pack(List<FilePartition> packed) {
        // With fewer partitions than slots there is too little to read, or too little that can be cut.
        if (slots < 1 || packed.size() < slots) {
            return packed;
        }
        long[] before = packed.stream().mapToLong(this::cost).toArray();
        double worthwhile = makespan(before) * (1 - WORTHWHILE);
        if ((double) LongStream.of(before).sum() / slots >= worthwhile) {
            return packed;
        }
        List<PartitionedFile> splits = packed.stream()
                .flatMap(partition -> Arrays.stream(partition.files()))
                .toList();
        long[] costs = splits.stream().mapToLong(this::cost).toArray();
        int tasks = (packed.size() + slots - 1) / slots * slots;
        List<Integer> starts = starts(costs, smallestLimit(costs, tasks));
        List<FilePartition> even = IntStream.range(0, starts.size())
                .mapToObj(i -> new FilePartition(
                        i,
                        splits.subList(starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : splits.size())
                                .toArray(PartitionedFile[]::new)))
                .toList();
        return makespan(even.stream().mapToLong(this::cost).toArray()) < worthwhile ? even : packed;
    }

    /** The least that tasks may cost for there to be no more than so many. */
    private static long smallestLimit(long[] costs, int tasks) {
        long tooLittle = 0;
        long enough = LongStream.of(costs).sum();
        while (enough - tooLittle > 1) {
            long middle = (tooLittle + enough) >>> 1;
            if (starts(costs, middle).size() <= tasks) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return enough;
    }

    /** Where each task begins, if it takes what follows up to a limit; what costs more than that is one by itself. */
    private static List<Integer> starts(long[] costs, long limit) {
        List<Integer> starts = new ArrayList<>();
        long cost = 0;
        for (int i = 0; i < costs.length; i++) {
            if (i == 0 || cost + costs[i] > limit) {
                starts.add(i);
                cost = 0;
            }
            cost += costs[i];
        }
        return starts;
    }

    /** When the last task ends, if each begins on the first slot that is free, in the unit of costs. */
    private long makespan(long[] tasks) {
        PriorityQueue<Long> ends = new PriorityQueue<>(Collections.nCopies(slots, 0L));
        long last = 0;
        for (long task : tasks) {
            long end = ends.remove() + task;
            ends.add(end);
            last = Math.max(last, end);
        }
        return last;
    }

    private long cost(FilePartition task) {
        return Arrays.stream(task.files()).mapToLong(this::cost).sum();
    }

    private long cost(PartitionedFile split) {
        return split.length() + openCost;
    }
}
