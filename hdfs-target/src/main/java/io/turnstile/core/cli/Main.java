package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.operations.CollectionRow;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.GenerationRow;
import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.NameRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.ProblemRow;
import io.turnstile.core.operations.ReaderRow;
import io.turnstile.core.operations.RepairRow;
import io.turnstile.core.operations.RollbackRow;
import io.turnstile.core.operations.WaiterRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command-line interface, {@code turnstile}. Ends with 0 if it did what it was told; 1 if that was refused or
 * failed, or {@code verify} found what readers fail on; 2 if it was not told what to do.
 */
@Command(
        name = "turnstile",
        mixinStandardHelpOptions = true,
        version = "Turnstile",
        description = "Looks after the datasets of a root.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 refused or failed, or verify found what readers fail on; 2 not understood.",
            "Run it with the runtime jar of the Spark connector:",
            "  hadoop jar turnstile-spark-runtime-….jar io.turnstile.core.cli.Main --root hdfs:///cache locks"
        })
public final class Main {
    private static final int REFUSED = 1;
    private static final int ROWS_OF_PAGE = 100;

    @Mixin
    private final Connection connection = new Connection();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Writes JSON, a list of objects.")
    private boolean json;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows where a failure came from.")
    private boolean debug;

    @Option(
            names = "--param",
            scope = ScopeType.INHERIT,
            paramLabel = "<name=value>",
            description = "A parameter of the dataset, which becomes a part of its name.")
    private Map<String, String> parameters = new TreeMap<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    private Main() {}

    /** Runs the command, and ends the JVM. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        Main main = new Main();
        CommandLine command = new CommandLine(main);
        command.setExecutionExceptionHandler(main::failed);
        command.setParameterExceptionHandler((mistake, given) -> {
            PrintWriter err = mistake.getCommandLine().getErr();
            err.println("turnstile: " + sentence(mistake) + " See turnstile --help.");
            return CommandLine.ExitCode.USAGE;
        });
        return command.execute(arguments);
    }

    /** What is wrong with the arguments; the parser says it in a few words, without a full stop. */
    private static String sentence(ParameterException mistake) {
        String words = String.valueOf(mistake.getMessage());
        return "Cannot understand the command: " + words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1)
                + ".";
    }

    /** One or two sentences: they say what to do, and a stack trace would hide them. */
    private int failed(Exception failure, CommandLine command, ParseResult given) {
        PrintWriter err = command.getErr();
        String message = failure.getMessage();
        err.println("turnstile: " + (message == null ? failure.toString() : message));
        if (debug) {
            failure.printStackTrace(err);
        }
        return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : REFUSED;
    }

    private interface Operation<T> {
        T of(Operations operations) throws IOException;
    }

    private <T extends Record> List<T> show(Class<T> kind, Operation<List<T>> operation) throws IOException {
        try (DatasetRoot root = connection.open()) {
            return print(kind, operation.of(new Operations(root, root.options())));
        }
    }

    private <T extends Record> List<T> print(Class<T> kind, List<T> rows) {
        RowTable shown = new RowTable(kind, rows);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? shown.json() : shown.table());
        out.flush();
        return rows;
    }

    private String named(String table) {
        return Operations.name(table, parameters).name();
    }

    @Command(description = "Lists the datasets in a namespace and below.")
    void datasets(
            @Parameters(arity = "0..1", defaultValue = "", paramLabel = "<namespace>", description = "All if left out.")
                    String namespace)
            throws IOException {
        show(DatasetRow.class, operations -> operations.datasets(namespace));
    }

    @Command(description = "Lists the latest versions of a dataset, and what became of their generations.")
    void generations(
            @Parameters(paramLabel = "<table>") String table,
            @Option(
                            names = "--versions",
                            paramLabel = "<n>",
                            defaultValue = "" + Operations.VERSIONS,
                            description = "How many.")
                    int versions)
            throws IOException {
        show(GenerationRow.class, operations -> operations.generations(named(table), versions));
    }

    @Command(description = "Lists who is computing what.")
    void locks() throws IOException {
        show(LockRow.class, operations -> {
            List<LockRow> held = operations.locks();
            operations.requireUsedRoot();
            return held;
        });
    }

    @Command(description = "Lists who waits for those who are computing.")
    void waiters() throws IOException {
        show(WaiterRow.class, Operations::waiters);
    }

    @Command(description = "Lists who reads a dataset, or waits to.")
    void readers(@Parameters(paramLabel = "<table>") String table) throws IOException {
        show(ReaderRow.class, operations -> operations.readers(named(table)));
    }

    @Command(
            description =
                    "Says what of a dataset, or of all, would be retired and deleted now; with --delete, does it.")
    int collect(
            @Parameters(arity = "0..1", paramLabel = "<table>") @Nullable String table,
            @Option(names = "--all", description = "Of every dataset of the root, removed ones too.") boolean all,
            @Option(
                            names = "--namespace",
                            paramLabel = "<namespace>",
                            description = "Of every one in that namespace and below.")
                    @Nullable
                    String namespace,
            @Option(names = "--delete", description = "Does it.") boolean delete)
            throws IOException {
        CollectionReport.Mode mode = delete ? CollectionReport.Mode.DELETE : CollectionReport.Mode.DRY_RUN;
        if (Stream.of(table != null, all, namespace != null)
                        .filter(given -> given)
                        .count()
                != 1) {
            throw new IllegalArgumentException("Say what to collect: a table, --namespace, or --all.");
        }
        if (table == null) {
            collectAll(namespace == null ? "" : namespace, mode);
            return 0;
        }
        List<CollectionRow> rows = show(CollectionRow.class, operations -> operations.collect(named(table), mode));
        return rows.stream().anyMatch(row -> row.step().equals(CollectionRow.REFUSED)) ? REFUSED : 0;
    }

    /** There may be a hundred thousand. */
    private void collectAll(String namespace, CollectionReport.Mode mode) throws IOException {
        Class<DatasetCollectionRow> kind = DatasetCollectionRow.class;
        PrintWriter out = spec.commandLine().getOut();
        try (DatasetRoot root = connection.open();
                RowPages<DatasetCollectionRow> shown =
                        json ? RowPages.json(kind, out) : RowPages.tables(kind, ROWS_OF_PAGE, out)) {
            Operations operations = new Operations(root, root.options());
            operations.requireUsedRoot();
            operations.collect(namespace, mode, shown);
        }
    }

    @Command(
            description =
                    "Takes a dataset's lock from whoever holds it, who cannot publish then, and says who that was.")
    void unlock(
            @Parameters(paramLabel = "<table>") String table,
            @Option(names = "--reason", required = true, paramLabel = "<text>", description = "Kept with the dataset.")
                    String reason)
            throws IOException {
        show(LockRow.class, operations -> operations.unlock(named(table), reason));
    }

    @Command(description = "Compares a dataset's files with what was written.")
    int verify(@Parameters(paramLabel = "<table>") String table) throws IOException {
        List<ProblemRow> rows = show(ProblemRow.class, operations -> operations.verify(named(table)));
        return rows.stream().anyMatch(ProblemRow::unreadable) ? REFUSED : 0;
    }

    @Command(
            description =
                    "Makes what a dataset was at an earlier version the dataset again; takes --option rerun=allow.")
    void rollback(@Parameters(paramLabel = "<table>") String table, @Parameters(paramLabel = "<version>") long version)
            throws IOException {
        show(RollbackRow.class, operations -> List.of(operations.rollback(named(table), version)));
    }

    @Command(description = "Makes the root's own file, root.json, anew if it is gone or damaged.")
    void repair(
            @Option(
                            names = "--new-id",
                            description =
                                    "With another id if its copy is damaged, too. End all applications first: they would"
                                            + " share no lock with later ones.")
                    boolean newId)
            throws IOException {
        show(RepairRow.class, operations -> List.of(operations.repair(newId)));
    }

    @Command(description = "Gives the name of a dataset with the parameters of --param.")
    void name(@Parameters(paramLabel = "<table>") String table) {
        print(NameRow.class, List.of(Operations.name(table, parameters)));
    }
}
