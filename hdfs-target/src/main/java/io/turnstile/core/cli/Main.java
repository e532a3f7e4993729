package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.AwaitedDataset;
import io.turnstile.core.operations.DatasetPage;
import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.DroppedRow;
import io.turnstile.core.operations.GenerationRow;
import io.turnstile.core.operations.InputRow;
import io.turnstile.core.operations.LineageRow;
import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.NameRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.operations.ProblemRow;
import io.turnstile.core.operations.ReaderRow;
import io.turnstile.core.operations.ReadingRow;
import io.turnstile.core.operations.RepairRow;
import io.turnstile.core.operations.RollbackRow;
import io.turnstile.core.operations.RootOverview;
import io.turnstile.core.operations.WaitRow;
import io.turnstile.core.operations.WaiterRow;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.origin.TableVersions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/**
 * The command-line interface, {@code turnstile}. Ends with 0 if it did what it was told; 1 if that was refused or
 * failed, or {@code verify} or {@code doctor} found what does not work; 2 if it was not told what to do; {@code wait} has
 * codes of its own.
 */
@Command(
        name = "turnstile",
        mixinStandardHelpOptions = true,
        version = "Turnstile",
        description = "Looks after the datasets of a root.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done; 1 refused or failed, or verify or doctor found what does not work; 2 not understood;",
            "those of wait: turnstile wait --help. Each command has --help."
        })
public final class Main {
    private static final int REFUSED = 1;
    private static final int TIMED_OUT = 3;
    private static final int COMPUTATION_FAILED = 4;
    private static final int NOBODY = 5;

    @Mixin
    private final Invocation invocation = new Invocation();

    private Main() {}

    /** Runs the command, and ends the JVM. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        Main main = new Main();
        CommandLine command = new CommandLine(main);
        // Standard output itself, since System.out keeps to itself that nobody reads it any more.
        command.setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        command.addSubcommand(new CommandLine(new LocksCommand(main.invocation))
                .addSubcommand(new LocksMigrateCommand(main.invocation)));
        command.addSubcommand(new TopCommand(main.invocation));
        command.addSubcommand(new CollectCommand(main.invocation));
        command.addSubcommand(new RemoveCommand(main.invocation));
        command.addSubcommand(new SavingsCommand(main.invocation));
        command.addSubcommand(new AdviseCommand(main.invocation));
        command.addSubcommand(new DoctorCommand(main.invocation));
        command.addSubcommand(new CompletionCommand(main.invocation));
        command.setCaseInsensitiveEnumValuesAllowed(true);
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
        if (invocation.debugs()) {
            failure.printStackTrace(err);
        }
        return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : REFUSED;
    }

    @Command(
            mixinStandardHelpOptions = true,
            aliases = "ls",
            description = "Lists the datasets in a namespace and below.")
    void datasets(
            @Parameters(arity = "0..1", defaultValue = "", paramLabel = "<namespace>", description = "All if left out.")
                    String namespace,
            @Option(
                            names = "--sort",
                            paramLabel = "<by>",
                            defaultValue = "name",
                            description =
                                    "By name, bytes (the largest first), age (the oldest first), saved (what saved most first)"
                                            + " or used (what was not used for longest first).")
                    DatasetOrder order,
            @Option(names = "--dropped", description = "Those that were dropped and still hold files, and how much.")
                    boolean dropped)
            throws IOException {
        if (dropped) {
            try (DatasetRoot root = invocation.open()) {
                invocation.print(DroppedRow.class, order.ofDropped(new RootOverview(root).dropped(namespace)));
            }
        } else {
            invocation.show(DatasetRow.class, operations -> order.of(operations.datasets(namespace)));
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows all that there is to know of a dataset, on a page.")
    void show(@Parameters(paramLabel = "<table>") String table) throws IOException {
        try (DatasetRoot root = invocation.open()) {
            DatasetPage page = DatasetPage.of(root, invocation.named(table));
            PageText text = new PageText(page, root.path());
            invocation.print(invocation.writesJson() ? text.json() : text.text());
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists the latest versions of a dataset, and what became of their generations.")
    void generations(
            @Parameters(paramLabel = "<table>") String table,
            @Option(
                            names = "--versions",
                            paramLabel = "<n>",
                            defaultValue = "" + Operations.VERSIONS,
                            description = "How many.")
                    int versions)
            throws IOException {
        invocation.show(GenerationRow.class, operations -> operations.generations(invocation.named(table), versions));
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists who reads a dataset, or waits to.")
    void readers(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "<table>",
                            description = "All datasets if left out, with a row for each application.")
                    @Nullable
                    String table)
            throws IOException {
        if (table == null) {
            try (DatasetRoot root = invocation.open()) {
                invocation.print(ReadingRow.class, new RootOverview(root).readers());
            }
        } else {
            invocation.show(ReaderRow.class, operations -> operations.readers(invocation.named(table)));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "wait",
            description = "Waits for a dataset that somebody is computing; for schedulers.",
            footer = {
                "",
                "Exit codes: 0 there; 3 the time is over, and it is still being computed; 4 whoever was computing it has"
                        + " ended without publishing; 5 nobody was computing it."
            })
    int await(
            @Parameters(paramLabel = "<table>") String table,
            @Option(
                            names = "--timeout",
                            paramLabel = "<duration>",
                            description = "For how long at most, such as 30m; else --option lock.wait decides.")
                    @Nullable
                    String timeout)
            throws IOException {
        try (DatasetRoot root = invocation.open()) {
            Map<String, String> own = timeout == null ? Map.of() : Map.of(TurnstileOption.LOCK_WAIT.key(), timeout);
            DatasetKey key = DatasetKey.parse(invocation.named(table));
            WaitRow row = new AwaitedDataset(root.dataset(key, root.options().with(own))).untilThere();
            invocation.print(WaitRow.class, List.of(row));
            return switch (row.outcome()) {
                case WaitRow.TIMED_OUT -> TIMED_OUT;
                case WaitRow.FAILED -> COMPUTATION_FAILED;
                case WaitRow.NOBODY -> NOBODY;
                default -> CommandLine.ExitCode.OK;
            };
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists what a dataset was computed from, and whether that has changed since.")
    void inputs(@Parameters(paramLabel = "<table>") String table) throws IOException {
        try (DatasetRoot root = invocation.open()) {
            invocation.print(InputRow.class, new Origins(root, TableVersions.NONE).inputs(invocation.named(table)));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists what a dataset comes from, and which datasets of the root come from it.")
    void lineage(
            @Parameters(paramLabel = "<table>") String table,
            @Option(names = "--depth", paramLabel = "<n>", defaultValue = "10", description = "How many steps at most.")
                    int depth)
            throws IOException {
        try (DatasetRoot root = invocation.open()) {
            invocation.print(
                    LineageRow.class, new Origins(root, TableVersions.NONE).lineage(invocation.named(table), depth));
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists who waits for those who are computing.")
    void waiters() throws IOException {
        invocation.show(WaiterRow.class, Operations::waiters);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Takes a dataset's lock from whoever holds it, who cannot publish then, and says who that was.")
    void unlock(
            @Parameters(paramLabel = "<table>") String table,
            @Option(names = "--reason", required = true, paramLabel = "<text>", description = "Kept with the dataset.")
                    String reason)
            throws IOException {
        invocation.show(LockRow.class, operations -> operations.unlock(invocation.named(table), reason));
    }

    @Command(mixinStandardHelpOptions = true, description = "Compares a dataset's files with what was written.")
    int verify(@Parameters(paramLabel = "<table>") String table) throws IOException {
        List<ProblemRow> rows =
                invocation.show(ProblemRow.class, operations -> operations.verify(invocation.named(table)));
        return rows.stream().anyMatch(ProblemRow::unreadable) ? REFUSED : 0;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Makes what a dataset was at an earlier version the dataset again; takes --option rerun=allow.")
    void rollback(@Parameters(paramLabel = "<table>") String table, @Parameters(paramLabel = "<version>") long version)
            throws IOException {
        invocation.show(
                RollbackRow.class, operations -> List.of(operations.rollback(invocation.named(table), version)));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Makes the root's own file, root.json, anew if it is gone or damaged.")
    void repair(
            @Option(
                            names = "--new-id",
                            description =
                                    "With another id if its copy is damaged, too. End all applications first: they would"
                                            + " share no lock with later ones.")
                    boolean newId)
            throws IOException {
        invocation.show(RepairRow.class, operations -> List.of(operations.repair(newId)));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Gives the name of a dataset with the parameters of --param.")
    void name(@Parameters(paramLabel = "<table>") String table) {
        invocation.print(NameRow.class, List.of(Operations.name(table, invocation.parameters())));
    }
}
