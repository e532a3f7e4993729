package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.operations.InputRow;
import io.turnstile.core.operations.LineageRow;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.origin.TableVersions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that tell what datasets were computed from. */
final class OriginCommands {
    private OriginCommands() {}

    /** The command {@code inputs}. */
    @Command(
            mixinStandardHelpOptions = true,
            name = "inputs",
            description = "Lists what a dataset was computed from, and whether that has changed since.")
    static final class Inputs implements Callable<Integer> {
        private final Invocation invocation;

        @Parameters(paramLabel = "<table>")
        @SuppressWarnings("NullAway.Init") // picocli sets it.
        private String table;

        Inputs(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws IOException {
            try (DatasetRoot root = invocation.open()) {
                invocation.print(InputRow.class, new Origins(root, TableVersions.NONE).inputs(invocation.named(table)));
                return 0;
            }
        }
    }

    /** The command {@code lineage}. */
    @Command(
            mixinStandardHelpOptions = true,
            name = "lineage",
            description = "Lists what a dataset comes from, and which datasets of the root come from it.")
    static final class Lineage implements Callable<Integer> {
        private final Invocation invocation;

        @Parameters(paramLabel = "<table>")
        @SuppressWarnings("NullAway.Init") // picocli sets it.
        private String table;

        @Option(names = "--depth", paramLabel = "<n>", defaultValue = "10", description = "How many steps at most.")
        private int depth;

        Lineage(Invocation invocation) {
            this.invocation = invocation;
        }

        @Override
        public Integer call() throws IOException {
            try (DatasetRoot root = invocation.open()) {
                invocation.print(
                        LineageRow.class,
                        new Origins(root, TableVersions.NONE).lineage(invocation.named(table), depth));
                return 0;
            }
        }
    }
}
