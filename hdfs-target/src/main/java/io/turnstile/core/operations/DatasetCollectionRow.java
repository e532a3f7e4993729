package io.turnstile.core.operations;

import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Step;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row of the report of a collection of many datasets: what goes of one, or, in the last row, of all.
 *
 * @param dataset the dataset; {@code *} in the last row
 * @param generations how many generations go now
 * @param bytes how many bytes these have, and temporary files
 * @param waiting how many generations wait: for the retention, or for a reader
 * @param waitingBytes how many bytes these have
 * @param dueIn how soon the next of them can be retired or deleted; null if none waits for that time
 * @param removed how many generations are the head no more from now, since their datasets have no name and their inputs have
 *     moved on; these then wait
 * @param refused why nothing could be done about it; in the last row, about how many; null if nothing stood against it
 */
public record DatasetCollectionRow(
        String dataset,
        long generations,
        long bytes,
        long waiting,
        long waitingBytes,
        @Nullable Duration dueIn,
        long removed,
        @Nullable String refused) {
    /** The dataset of the last row. */
    public static final String ALL = "*";

    static DatasetCollectionRow of(String dataset, CollectionReport report) {
        List<Action> deleted = actions(report, Step.DELETE);
        List<Action> kept = actions(report, Step.KEEP);
        return new DatasetCollectionRow(
                dataset,
                deleted.stream().filter(Action::ofGeneration).count(),
                bytes(deleted),
                kept.size(),
                bytes(kept),
                kept.stream()
                        .map(Action::due)
                        .filter(Objects::nonNull)
                        .min(Duration::compareTo)
                        .orElse(null),
                actions(report, Step.REMOVE).size(),
                report.refused().orElse(null));
    }

    private static List<Action> actions(CollectionReport report, Step step) {
        return report.actions().stream().filter(action -> action.step() == step).toList();
    }

    private static long bytes(List<Action> actions) {
        return actions.stream().mapToLong(Action::bytes).sum();
    }

    /** The running total of rows. */
    static final class Sum {
        private DatasetCollectionRow soFar = new DatasetCollectionRow(ALL, 0, 0, 0, 0, null, 0, null);
        private long refused;

        void add(DatasetCollectionRow row) {
            refused += row.refused == null ? 0 : 1;
            soFar = new DatasetCollectionRow(
                    ALL,
                    soFar.generations + row.generations,
                    soFar.bytes + row.bytes,
                    soFar.waiting + row.waiting,
                    soFar.waitingBytes + row.waitingBytes,
                    earlier(soFar.dueIn, row.dueIn),
                    soFar.removed + row.removed,
                    refused == 0 ? null : refused + (refused == 1 ? " dataset" : " datasets"));
        }

        DatasetCollectionRow row() {
            return soFar;
        }

        private static @Nullable Duration earlier(@Nullable Duration one, @Nullable Duration other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.compareTo(other) < 0 ? one : other;
        }
    }
}
