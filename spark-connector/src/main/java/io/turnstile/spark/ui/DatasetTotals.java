package io.turnstile.spark.ui;

import io.turnstile.spark.event.DatasetEvent;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.util.kvstore.KVIndex;

/**
 * The sums over all events of an application, also over those whose rows are no longer kept.
 *
 * @param byAction how many there were of each kind
 * @param reruns how many of the computations replaced what was there
 * @param waitedMillis how long the application waited for others
 * @param computedMillis how long its own computations took
 * @param savedMillis how long it would have taken it to compute what others had computed
 */
record DatasetTotals(
        Map<DatasetEvent.Action, Long> byAction,
        long reruns,
        long waitedMillis,
        long computedMillis,
        long savedMillis) {
    static final DatasetTotals NONE = new DatasetTotals(Map.of(), 0, 0, 0, 0);

    /** There is one. */
    static final String KEY = "totals";

    @KVIndex
    String key() {
        return KEY;
    }

    /** How many there were of one kind. */
    long events(DatasetEvent.Action action) {
        return byAction.getOrDefault(action, 0L);
    }

    /** How many there were. */
    long events() {
        return byAction.values().stream().mapToLong(Long::longValue).sum();
    }

    DatasetTotals plus(KeptEvent row) {
        DatasetEvent event = row.event();
        Map<DatasetEvent.Action, Long> sums = new EnumMap<>(DatasetEvent.Action.class);
        sums.putAll(byAction);
        sums.merge(event.action(), 1L, Long::sum);
        return new DatasetTotals(
                sums,
                reruns + (event.rerun() ? 1 : 0),
                waitedMillis + event.waitedMillis(),
                computedMillis + (event.action() == DatasetEvent.Action.COMPUTED ? event.computeMillis() : 0),
                savedMillis + row.savedMillis());
    }
}
