package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.operations.CollectionRow;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.Operations;
import java.io.IOException;
import java.util.List;
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
        description = "Says what of a dataset, or of all, would be retired and deleted now; with --delete, does it.")
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

    CollectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        CollectionReport.Mode mode = delete ? CollectionReport.Mode.DELETE : CollectionReport.Mode.DRY_RUN;
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
        List<CollectionRow> rows =
                invocation.show(CollectionRow.class, operations -> operations.collect(dataset, mode));
        return rows.stream().anyMatch(row -> row.step().equals(CollectionRow.REFUSED)) ? REFUSED : 0;
    }

    /** There may be a hundred thousand. */
    private void collectMany(String below, CollectionReport.Mode mode) throws IOException {
        try (DatasetRoot root = invocation.open();
                RowPages<DatasetCollectionRow> shown = invocation.writesJson()
                        ? RowPages.json(invocation.out())
                        : RowPages.tables(DatasetCollectionRow.class, ROWS_OF_PAGE, invocation.out())) {
            Operations operations = new Operations(root, root.options());
            operations.requireUsedRoot();
            operations.collect(below, mode, shown);
        }
    }
}
