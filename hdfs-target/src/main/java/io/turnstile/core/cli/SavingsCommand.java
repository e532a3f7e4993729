package io.turnstile.core.cli;

import io.turnstile.core.operations.SavingsRow;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code savings}, a report of what it is worth that datasets are kept. */
@Command(
        mixinStandardHelpOptions = true,
        name = "savings",
        description = "Sums up how often datasets were used, and how much computing that saved.")
final class SavingsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(arity = "0..1", defaultValue = "", paramLabel = "<namespace>", description = "All if left out.")
    private String namespace = "";

    @Option(
            names = "--by",
            paramLabel = "<what>",
            defaultValue = "dataset",
            description = "By dataset, namespace or user; what saved most comes first.")
    private String by = "dataset";

    SavingsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        invocation.show(SavingsRow.class, operations -> operations.savings(by, namespace));
        return 0;
    }
}
