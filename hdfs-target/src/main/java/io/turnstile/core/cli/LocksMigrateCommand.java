package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.operations.LockMoveRow;
import io.turnstile.core.option.LockKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code locks migrate}, a move of the root's locks to another service. */
@Command(
        mixinStandardHelpOptions = true,
        name = "migrate",
        description =
                "Has the root keep its locks elsewhere, while nobody uses it: in itself, or at the Redis that is named.")
final class LocksMigrateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--to", required = true, paramLabel = "<kind>", description = "root or redis.")
    private LockKind to = LockKind.ROOT;

    @Option(
            names = "--lost",
            description =
                    "The Redis that has them now is gone for ever, so nobody asks it who uses the root. Have every application"
                            + " end first.")
    private boolean lost;

    LocksMigrateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        try (DatasetRoot root = invocation.open()) {
            String from = root.moveLocks(to, lost);
            invocation.print(
                    LockMoveRow.class,
                    List.of(new LockMoveRow(
                            root.path().toString(), from, to.name().toLowerCase(Locale.ROOT))));
            return 0;
        }
    }
}
