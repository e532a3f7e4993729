package io.turnstile.spark.ui;

import io.turnstile.spark.event.DatasetEvent.Action;
import io.turnstile.spark.event.DatasetWait;
import io.turnstile.spark.ui.SortableTable.Cell;
import io.turnstile.spark.ui.SortableTable.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils;
import org.apache.spark.util.kvstore.KVStore;

/** The page that shows what became of datasets in an application: sums, the waits that are under way, and what happened. */
final class DatasetsPage extends ServedPage {
    private static final List<Column<DatasetWait>> WAITS = List.of(
            new Column<>("Dataset", "What is waited for", wait -> Cell.text(wait.dataset())),
            new Column<>("Computed By", "The application that is waited for", wait -> Cell.text(wait.holder())),
            new Column<>("Done", "How much of the computation is done", DatasetsPage::percent),
            new Column<>("Waited", "Until now", wait -> Cell.duration(waitedUntil(Instant.now(), wait))));

    private final KVStore store;
    private final LiveWaits waits;

    DatasetsPage(SparkUITab tab, KVStore store, LiveWaits waits) {
        super(tab);
        this.store = store;
        this.waits = waits;
    }

    @Override
    String content(String base) {
        DatasetTotals totals = DatasetHistory.totals(store);
        List<KeptEvent> rows = DatasetHistory.rows(store);
        List<DatasetWait> now = waits.now();
        String waiting = now.isEmpty()
                ? ""
                : "<h4>Waiting Now (" + now.size() + ")</h4>" + SortableTable.of("turnstile-waits", WAITS, now);
        return sums(totals) + waiting + "<h4>What Happened (" + counted(rows.size(), totals.events()) + ")</h4>"
                + SortableTable.of("turnstile-datasets", datasets(base), rows);
    }

    private static String sums(DatasetTotals totals) {
        return "<ul class=\"list-unstyled\">"
                + sum(
                        "Computed",
                        number(totals.events(Action.COMPUTED)) + ", of which " + totals.reruns()
                                + " replaced what was there, in " + UIUtils.formatDuration(totals.computedMillis()))
                + sum("Reused", number(totals.events(Action.REUSED)))
                + sum("Read", number(totals.events(Action.READ)))
                + sum("Removed", number(totals.events(Action.REMOVED)))
                + sum("Refused", number(totals.events(Action.REFUSED)))
                + sum("Waited for others", UIUtils.formatDuration(totals.waitedMillis()))
                + sum("Saved", UIUtils.formatDuration(totals.savedMillis()) + " of computing what others had computed")
                + "</ul>";
    }

    private static String sum(String name, String value) {
        return "<li><strong>" + name + ":</strong> " + value + "</li>";
    }

    private static List<Column<KeptEvent>> datasets(String base) {
        return List.of(
                new Column<>(
                        "When",
                        "By the driver's clock",
                        row -> Cell.number(
                                row.event().atMillis(),
                                UIUtils.formatDate(row.event().atMillis()))),
                new Column<>("Dataset", "Its key", row -> Cell.text(row.event().dataset())),
                new Column<>("What", "What this application did", row -> Cell.text(what(row))),
                new Column<>(
                        "Generation",
                        "Which result it was",
                        row -> Cell.text(row.event().generation())),
                new Column<>(
                        "Rows", "In this generation", row -> rows(row.event().rows())),
                new Column<>(
                        "Waited",
                        "For other applications",
                        row -> Cell.duration(row.event().waitedMillis())),
                new Column<>(
                        "Compute Time",
                        "Of this generation, whoever computed it",
                        row -> Cell.duration(row.event().computeMillis())),
                new Column<>(
                        "Saved",
                        "What others had computed need not be computed again; counted once for each generation",
                        row -> Cell.duration(row.savedMillis())),
                new Column<>(
                        "SQL",
                        "The execution that did it",
                        row -> execution(row.event().execution(), base)));
    }

    private static String what(KeptEvent row) {
        return switch (row.event().action()) {
            case COMPUTED -> row.event().rerun() ? "recomputed" : "computed";
            case REUSED -> "reused";
            case READ -> "read";
            case REMOVED -> "removed";
            case REFUSED -> "refused";
        };
    }

    private static Cell rows(long rows) {
        return Cell.number(rows, rows < 0 ? "" : number(rows));
    }

    private static Cell execution(long id, String base) {
        return id < 0
                ? Cell.number(id, "")
                : new Cell("<a href=\"" + base + "/SQL/execution/?id=" + id + "\">" + id + "</a>", Long.toString(id));
    }

    private static Cell percent(DatasetWait wait) {
        return Cell.number(wait.percent(), wait.percent() < 0 ? "unknown" : wait.percent() + " %");
    }

    private static long waitedUntil(Instant now, DatasetWait wait) {
        return wait.waited().plus(Duration.between(wait.at(), now)).toMillis();
    }

    private static String counted(int shown, long all) {
        return shown == all ? number(all) : "latest " + number(shown) + " of " + number(all);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
