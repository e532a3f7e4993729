package io.turnstile.bench;

import io.turnstile.bench.Setting.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the benchmarks: measures the rows, one after the other, and prints the table. Ends with 0 if all
 * could be measured, whether their goals are met or not; with 1 if one could not; with 2 if it was not told what to do.
 */
@Command(name = "run-bench.sh", description = "Measures what Turnstile claims, beside what a user would use instead.")
public final class Bench implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it.
    private boolean help;

    @Option(names = "--quick", description = "A sample of each row: all of them in five minutes on two cores.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ROW",
            description = "These rows alone: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private List<String> only = new ArrayList<>(BenchRows.names());

    @Option(names = "--work", hidden = true, required = true)
    private Path work = Path.of("");

    @Option(names = "--json", hidden = true, required = true)
    private Path json = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** See {@code run-bench.sh}, which adds where to write. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        for (String row : only) {
            if (!BenchRows.names().contains(row)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no row " + row + "; there are " + String.join(", ", BenchRows.names()) + ".");
            }
        }
        System.out.println(Machine.description() + "\n");
        List<Figure> figures = new ArrayList<>();
        boolean allMeasured = true;
        for (String row : only) {
            Path directory = Files.createDirectories(work.resolve(row));
            Setting setting = new Setting(quick ? Scale.QUICK : Scale.FULL, directory);
            System.out.printf("%s … ", row);
            System.out.flush();
            long start = System.nanoTime();
            try {
                figures.addAll(RowJvm.run(row, setting, work.resolve(row + ".log")));
                System.out.printf("%d s%n", (System.nanoTime() - start) / 1_000_000_000);
            } catch (RowFailedException failed) {
                allMeasured = false;
                System.out.println("failed");
                System.err.println(failed.getMessage());
            } finally {
                Directories.remove(directory);
            }
        }
        System.out.println("\n" + Report.table(figures));
        Report.writeJson(figures, json);
        return allMeasured ? 0 : 1;
    }

    /** For the usage. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(BenchRows.names());
        }
    }
}
