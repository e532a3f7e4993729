package io.turnstile.core.cli;

import io.turnstile.core.advice.AdviceReport;
import io.turnstile.core.advice.AdviceRow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A formatter of what the advisor found.
 *
 * @param wanted of those that overlap, the ones to list
 * @param top how many of them at most
 */
record AdviceText(AdviceReport report, Predicate<AdviceRow> wanted, int top) {
    private List<AdviceRow> rows() {
        return report.overlapping().stream().filter(wanted).limit(top).toList();
    }

    /** What to do if no log tells of parts. */
    String nothingTold(String directory) {
        return "No query in the event logs of " + directory + " tells of its parts. Run applications with"
                + " spark.eventLog.enabled=true, spark.plugins=io.turnstile.spark.TurnstilePlugin and"
                + " spark.turnstile.advise=true, and ask again.";
    }

    /** For machines: one object with the sums and two lists. */
    String json() {
        Map<String, @Nullable Object> sums = new LinkedHashMap<>();
        sums.put("logs", report.logs());
        sums.put("applications", report.applications());
        sums.put("queries", report.queries());
        sums.put("silent_queries", report.silentQueries());
        sums.put("processor_time", report.processorTime());
        sums.put("told_time", report.toldTime());
        sums.put("saved", report.saved());
        sums.put("damaged_lines", report.damagedLines());
        sums.put("stages_without_time", report.stagesWithoutTime());
        sums.put("forgotten_parts", report.forgotten());
        sums.put("overlapping", rows().stream().map(AdviceText::values).toList());
        sums.put("moved_on", moved().stream().map(AdviceText::values).toList());
        return RowJson.list(List.of(sums));
    }

    private static Map<String, @Nullable Object> values(AdviceRow row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("saved", row.saved());
        values.put("besides", row.besides());
        values.put("runs", row.runs());
        values.put("each", row.each());
        values.put("computing", row.computing());
        values.put("writing", row.writing());
        values.put("reading", row.reading());
        values.put("other_inputs", row.otherInputs());
        values.put("applications", row.applications());
        values.put("users", row.users());
        values.put("part", row.part());
        values.put("text", row.text());
        values.put("sql", row.sql().isEmpty() ? null : row.sql());
        values.put("columns", row.columns());
        values.put("more_columns", row.moreColumns());
        values.put("inputs", row.inputs());
        values.put("queries", row.queries());
        values.put("hint", row.otherInputs() >= row.runs() && row.runs() == 1 ? null : row.hint());
        return values;
    }

    private List<AdviceRow> moved() {
        return report.movedOn().stream().limit(top).toList();
    }

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder(sums());
        List<AdviceRow> rows = rows();
        if (!rows.isEmpty()) {
            text.append("\nComputed more than once from the same inputs:\n\n").append(table(rows));
            for (int i = 0; i < rows.size(); i++) {
                text.append('\n').append(i + 1).append(". ").append(about(rows.get(i)));
                line(text, "-> ", rows.get(i).hint());
            }
        }
        if (!moved().isEmpty()) {
            text.append("\nComputed again from other inputs each time, so that nothing was there to be reused:\n");
            moved().forEach(row -> text.append("\n* ").append(about(row)));
        }
        return text.toString();
    }

    private String sums() {
        StringBuilder text = new StringBuilder();
        text.append(report.logs() + " event logs of " + report.applications() + " applications: " + report.queries()
                + " queries told of their parts, " + report.silentQueries() + " did not.\n");
        text.append("Processor time: ").append(shown(report.processorTime()));
        text.append(", of which ").append(shown(report.toldTime())).append(" in queries that told of their parts.\n");
        text.append("Saved, if all that overlaps had been cached: about ").append(shown(report.saved()));
        text.append(percent()).append(".\n");
        count(text, report.damagedLines(), "lines or ends of files could not be read.");
        count(
                text,
                report.stagesWithoutTime(),
                "stages do not tell how long they took: leave spark.eventLog.includeTaskMetricsAccumulators=true.");
        count(
                text,
                report.forgotten(),
                "parts that ran once were forgotten, as there were too many; ask for fewer logs.");
        return text.toString();
    }

    private static void count(StringBuilder text, long count, String what) {
        if (count > 0) {
            text.append(count).append(' ').append(what).append('\n');
        }
    }

    private String percent() {
        long all = report.processorTime().toMillis();
        return all == 0 ? "" : " (" + Math.round(100.0 * report.saved().toMillis() / all) + " %)";
    }

    private static String table(List<AdviceRow> rows) {
        TextTable table = new TextTable()
                .column("#", TextTable.Side.RIGHT)
                .column("saved", TextTable.Side.RIGHT)
                .column("besides", TextTable.Side.RIGHT)
                .column("runs", TextTable.Side.RIGHT)
                .column("each", TextTable.Side.RIGHT)
                .column("other_inputs", TextTable.Side.RIGHT)
                .column("applications", TextTable.Side.LEFT)
                .column("users", TextTable.Side.LEFT);
        for (int i = 0; i < rows.size(); i++) {
            AdviceRow row = rows.get(i);
            List<Object> values = List.of(
                    i + 1,
                    row.saved(),
                    row.besides(),
                    row.runs(),
                    row.each(),
                    row.otherInputs(),
                    row.applications(),
                    row.users());
            table.row(values.stream().map(value -> Cells.shown("", value)).toArray(String[]::new));
        }
        return table.toString();
    }

    private static String about(AdviceRow row) {
        StringBuilder text = new StringBuilder(Cells.shown("", row.text())).append('\n');
        line(text, "sql     ", row.sql());
        line(text, "reads   ", String.join(", ", row.inputs()));
        line(text, "queries ", String.join(", ", row.queries()));
        return text.toString();
    }

    private static void line(StringBuilder text, String title, String value) {
        if (!value.isEmpty()) {
            text.append("   ").append(title).append(Cells.shown("", value)).append('\n');
        }
    }

    private static String shown(Duration duration) {
        return Cells.shown("", duration);
    }
}
