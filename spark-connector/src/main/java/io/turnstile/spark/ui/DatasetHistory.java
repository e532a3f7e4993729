package io.turnstile.spark.ui;

import io.turnstile.spark.event.DatasetEvent;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.kvstore.KVStore;
import org.apache.spark.util.kvstore.KVStoreView;

/**
 * A listener that keeps an application's latest 1,000 events, and sums of all, in Spark's store of its status. The history
 * server fills such a store from an event log and may show it from a disk much later, so nothing may be kept elsewhere. For
 * the thread of one listener bus.
 */
final class DatasetHistory extends SparkListener {
    private static final int KEPT = 1_000;

    private final KVStore store;
    private DatasetTotals totals = DatasetTotals.NONE;
    private long next;

    DatasetHistory(KVStore store) {
        this.store = store;
    }

    @Override
    public void onOtherEvent(SparkListenerEvent other) {
        if (other instanceof DatasetEvent event) {
            try {
                add(new KeptEvent(next++, event, saved(event)));
            } catch (Exception failure) {
                throw new IllegalStateException("Cannot keep what happened to dataset " + event.dataset(), failure);
            }
        }
    }

    private void add(KeptEvent row) throws Exception {
        totals = totals.plus(row);
        store.write(row);
        store.write(totals);
        if (row.id() >= KEPT) {
            store.delete(KeptEvent.class, row.id() - KEPT);
        }
    }

    /** What it had once, it need not have computed again. */
    private long saved(DatasetEvent event) throws Exception {
        return switch (event.action()) {
            case REUSED, READ -> isKnown(KeptEvent.generation(event)) ? 0 : event.computeMillis();
            case COMPUTED, REMOVED, REFUSED -> 0;
        };
    }

    private boolean isKnown(String generation) throws Exception {
        KVStoreView<KeptEvent> rows = store.view(KeptEvent.class);
        try (var same = rows.index(KeptEvent.BY_GENERATION)
                .first(generation)
                .last(generation)
                .closeableIterator()) {
            return same.hasNext();
        }
    }

    /** The rows that such a listener has kept in a store, the latest first. */
    static List<KeptEvent> rows(KVStore store) {
        try (var rows = store.view(KeptEvent.class).reverse().closeableIterator()) {
            Iterable<KeptEvent> all = () -> rows;
            return StreamSupport.stream(all.spliterator(), false).toList();
        } catch (Exception failure) {
            throw new IllegalStateException("Cannot read what happened to datasets", failure);
        }
    }

    /** Its sums. */
    static DatasetTotals totals(KVStore store) {
        try {
            return store.read(DatasetTotals.class, DatasetTotals.KEY);
        } catch (NoSuchElementException nothingHappened) {
            return DatasetTotals.NONE;
        } catch (Exception failure) {
            throw new IllegalStateException("Cannot read what happened to datasets", failure);
        }
    }
}
