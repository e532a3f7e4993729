package io.turnstile.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.event.DatasetEvent;
import io.turnstile.spark.event.DatasetEvent.Action;
import java.util.List;
import org.apache.spark.util.JsonProtocol;
import org.apache.spark.util.kvstore.InMemoryStore;
import org.apache.spark.util.kvstore.KVStore;
import org.junit.jupiter.api.Test;

/** What is kept of an application's events. */
class DatasetHistoryTest {
    private final KVStore store = new InMemoryStore();
    private final DatasetHistory history = new DatasetHistory(store);

    private static DatasetEvent event(String generation, Action action) {
        return new DatasetEvent("a.numbers", action, false, generation, 7, 1_000, 60_000, 1_700_000_000_000L, -1);
    }

    private List<Long> saved() {
        return DatasetHistory.rows(store).stream().map(KeptEvent::savedMillis).toList();
    }

    @Test
    void whatOthersComputedIsSavedOnceForEachGeneration() {
        history.onOtherEvent(event("g-1", Action.REUSED));
        history.onOtherEvent(event("g-1", Action.READ));
        history.onOtherEvent(event("g-2", Action.READ));

        assertThat(saved()).containsExactly(60_000L, 0L, 60_000L);
        assertThat(DatasetHistory.totals(store).savedMillis()).isEqualTo(120_000);
    }

    @Test
    void whatThisApplicationComputedIsNotSaved() {
        history.onOtherEvent(event("g-1", Action.COMPUTED));
        history.onOtherEvent(event("g-1", Action.READ));
        history.onOtherEvent(event("", Action.REFUSED));
        history.onOtherEvent(event("g-1", Action.REMOVED));

        DatasetTotals totals = DatasetHistory.totals(store);
        assertThat(totals.savedMillis()).isZero();
        assertThat(totals.computedMillis()).isEqualTo(60_000);
        assertThat(totals.waitedMillis()).isEqualTo(4_000);
    }

    @Test
    void theLatestThousandRowsAreKeptAndTheSumsOfAll() {
        for (int i = 0; i < 2_500; i++) {
            history.onOtherEvent(event("g-" + i, Action.READ));
        }

        assertThat(DatasetHistory.rows(store))
                .hasSize(1_000)
                .first()
                .extracting(row -> row.event().generation())
                .isEqualTo("g-2499");
        assertThat(DatasetHistory.totals(store).events(Action.READ)).isEqualTo(2_500);
    }

    @Test
    void anEventIsTheSameAfterAnEventLog() {
        DatasetEvent event =
                new DatasetEvent("a.numbers", Action.COMPUTED, true, "g-1", 7, 1_000, 60_000, 1_700_000_000_000L, 3);

        String json = JsonProtocol.sparkEventToJsonString(event);

        assertThat(event.logEvent()).isTrue();
        assertThat(json).contains("\"Event\":\"" + DatasetEvent.class.getName() + "\"");
        assertThat(JsonProtocol.sparkEventFromJson(json)).isEqualTo(event);
    }
}
