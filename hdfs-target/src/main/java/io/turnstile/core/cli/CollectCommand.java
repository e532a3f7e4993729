package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.cli.EvictionDialog.Consent;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.operations.CollectionRow;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.Operations;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code collect}, garbage collection of one dataset, or of many. */
@Command(
        mixinStandardHelpOptions = true,
        name = "collect",
        description = {
            "Says what of a dataset, or of all, would be retired and deleted now; with --delete, does it.",
            "Of datasets that nobody has named it removes those whose inputs have moved on.",
            "With --unused-for or --max-bytes it evicts whole datasets, those first that have saved the fewest seconds per byte;"
                    + " nothing that somebody reads or computes. What goes is shown first, and asked for."
        })
final class CollectCommand implements Callable<Integer> {
    private static final int REFUSED = 1;
    private static final int ROWS_OF_PAGE = 100;

    private final Invocation invocation;

    @Parameters(arity = "0..1", paramLabel = "<table>")
    private @Nullable String table;

    @Option(names = "--all", description = "Of every dataset of the root, removed ones too.")
    private boolean all;

    @Option(
            names = "--namespace",
            paramLabel = "<namespace>",
            description = "Of every one in that namespace and below.")
    private @Nullable String namespace;

    @Option(names = "--delete", description = "Does it.")
    private boolean delete;

    @Option(
            names = "--unused-for",
            paramLabel = "<duration>",
            description = "Evicts datasets that were neither read nor reused nor published for so long, such as 30d.")
    private @Nullable String unusedFor;

    @Option(
            names = "--max-bytes",
            paramLabel = "<size>",
            description = "Evicts datasets until no more than that is held, such as 500g or 2t.")
    private @Nullable String maxBytes;

    @Option(
            names = "--keep-generations",
            paramLabel = "<n>",
            description = "Retires superseded generations before the retention is over, so that n can be read at most.")
    private @Nullable String keepGenerations;

    @Option(names = "--yes", description = "Does not ask before it evicts.")
    private boolean yes;

    CollectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        CollectionReport.Mode mode = delete ? CollectionReport.Mode.DELETE : CollectionReport.Mode.DRY_RUN;
        if (unusedFor != null || maxBytes != null) {
            return evict(mode);
        }
        if (Stream.of(table != null, all, namespace != null)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new IllegalArgumentException("Say what to collect: a table, --namespace, or --all.");
        }
        if (table == null) {
            collectMany(namespace == null ? "" : namespace, mode);
            return 0;
        }
        String dataset = invocation.named(table);
        List<CollectionRow> rows;
        try (DatasetRoot root = invocation.open()) {
            rows = invocation.print(
                    CollectionRow.class,
                    keeping(new Operations(root, root.options())).collect(dataset, mode));
        }
        return rows.stream().anyMatch(row -> row.step().equals(CollectionRow.REFUSED)) ? REFUSED : 0;
    }

    private Operations keeping(Operations operations) {
        return keepGenerations == null ? operations : operations.keepingGenerations(keepGenerations);
    }

    private int evict(CollectionReport.Mode mode) throws IOException {
        if (table != null || (all && namespace != null)) {
            throw new IllegalArgumentException(
                    "--unused-for and --max-bytes are about whole datasets, of the root or of one --namespace. To drop one"
                            + " dataset, use turnstile rm.");
        }
        return new EvictionDialog(
                        invocation,
                        Objects.requireNonNullElse(namespace, ""),
                        Objects.requireNonNullElse(unusedFor, ""),
                        Objects.requireNonNullElse(maxBytes, ""),
                        this::keeping)
                .run(mode, yes ? Consent.GIVEN : Consent.ASK);
    }

    /** There may be a hundred thousand. */
    private void collectMany(String below, CollectionReport.Mode mode) throws IOException {
        try (DatasetRoot root = invocation.open();
                RowPages<DatasetCollectionRow> shown = invocation.writesJson()
                        ? RowPages.json(invocation.out())
                        : RowPages.tables(DatasetCollectionRow.class, ROWS_OF_PAGE, invocation.out())) {
            Operations operations = keeping(new Operations(root, root.options()));
            operations.requireUsedRoot();
            operations.collect(below, mode, shown);
        }
    }
}
