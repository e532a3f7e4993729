package io.turnstile.core.cli;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.operations.DatasetPage;
import io.turnstile.core.operations.GenerationRow;
import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.ReaderRow;
import io.turnstile.core.storage.Layout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** A formatter of what there is to know of one dataset: a page for people, an object for machines. */
record PageText(DatasetPage page, Path root) {
    /** For machines, and the head of the page for people; by name, in their order, null where it is not known. */
    Map<String, @Nullable Object> facts() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        CommitRecord record = page.record();
        boolean recorded = record.version() > 0;
        facts.put("name", page.key().toString());
        facts.put("state", state());
        facts.put("version", recorded ? record.version() : null);
        facts.put("reason", recorded ? record.reason().text() : null);
        facts.put("at", recorded ? record.at() : null);
        facts.put("by", recorded ? record.by() : null);
        facts.put("note", record.note().isEmpty() ? null : record.note());
        Optional<Generation> head = record.head();
        facts.put("generation", head.map(Generation::name).orElse(null));
        facts.put("published_at", head.map(Generation::publishedAt).orElse(null));
        facts.put("published_by", head.map(Generation::publishedBy).orElse(null));
        facts.put("computed_in", head.map(Generation::computeTime).orElse(null));
        facts.put("executor_time", head.map(Generation::executorTime).orElse(null));
        Optional<Generation.Size> size = head.map(Generation::size);
        facts.put(
                "rows",
                size.map(Generation.Size::rows).filter(rows -> rows >= 0).orElse(null));
        facts.put("bytes", size.map(Generation.Size::bytes).orElse(null));
        facts.put("files", size.map(Generation.Size::files).orElse(null));
        facts.put("format", page.manifest().map(Manifest::dataFormat).orElse(null));
        facts.put(
                "partitioned_by",
                page.manifest().map(Manifest::partitionColumns).orElse(null));
        facts.put(
                "parameters",
                head.map(Generation::parameters).map(Parameters::values).orElse(null));
        Optional<UseCount> use = page.use();
        facts.put("reads", use.map(UseCount::reads).orElse(null));
        facts.put("reuses", use.map(UseCount::reuses).orElse(null));
        facts.put("saved", use.map(UseCount::saved).orElse(null));
        facts.put("last_used", use.map(UseCount::lastUsed).orElse(null));
        facts.put("location", head.map(this::location).orElse(null));
        return facts;
    }

    private String location(Generation head) {
        return Layout.of(root, page.key()).generation(head.name()).toString();
    }

    private String state() {
        if (page.record().head().isPresent()) {
            return "cached";
        }
        return page.record().version() > 0 || !page.holders().isEmpty() ? "not cached" : "damaged";
    }

    /** For machines. */
    String json() {
        Map<String, @Nullable Object> all = facts();
        all.put("columns", columns());
        all.put("generations", page.generations());
        all.put("holders", page.holders());
        all.put("readers", page.readers());
        all.put("problems", page.problems());
        return RowJson.list(List.of(all));
    }

    private @Nullable Map<String, String> columns() {
        return page.manifest()
                .map(manifest -> SchemaColumns.of(manifest.schema()))
                .orElse(null);
    }

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder(summary());
        @Nullable Map<String, String> columns = columns();
        if (columns != null) {
            TextTable table =
                    new TextTable().column("column", TextTable.Side.LEFT).column("type", TextTable.Side.LEFT);
            columns.forEach((name, type) -> table.row(Cells.shown("", name), Cells.shown("", type)));
            text.append('\n').append(table);
        }
        if (!page.generations().isEmpty()) {
            text.append("\nKept:\n").append(new RowTable(GenerationRow.class, page.generations()));
        }
        return text + people();
    }

    /** Who has to do with it now, for people. */
    String people() {
        if (page.problems().isEmpty()
                || !page.holders().isEmpty()
                || !page.readers().isEmpty()) {
            return "\nComputing it: "
                    + (page.holders().isEmpty() ? "nobody\n" : "\n" + new RowTable(LockRow.class, page.holders()))
                    + "\nReading it: "
                    + (page.readers().isEmpty() ? "nobody\n" : "\n" + new RowTable(ReaderRow.class, page.readers()));
        }
        return "";
    }

    /** What is known in a line each, for people. */
    String summary() {
        StringBuilder text = new StringBuilder();
        facts().forEach((name, value) -> {
            String shown = Cells.shown(name, value);
            if (value != null && !shown.isEmpty()) {
                text.append("%-15s".formatted(name)).append(shown).append('\n');
            }
        });
        page.problems()
                .forEach(problem -> text.append("%-15s".formatted("problem"))
                        .append(Cells.shown("", problem))
                        .append('\n'));
        return text.toString();
    }
}
