package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.operations.DatasetPage;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.RemovalRow;
import io.turnstile.core.option.TurnstileOption;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code rm}, a removal with confirmation: the gate of reruns is opened by whoever has seen what goes. */
@Command(
        mixinStandardHelpOptions = true,
        name = "rm",
        description = "Drops a dataset, after it has shown what goes and who reads it, and has asked.")
final class RemoveCommand implements Callable<Integer> {
    private static final int NOT_REMOVED = 1;

    private final Invocation invocation;

    @Parameters(paramLabel = "<table>")
    private String table = "";

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    RemoveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        try (DatasetRoot root = invocation.open()) {
            Operations operations =
                    new Operations(root, root.options().with(Map.of(TurnstileOption.RERUN.key(), "allow")));
            String dataset = invocation.named(table);
            if (!yes && !confirmed(dataset, new PageText(DatasetPage.of(root, dataset), root.path()))) {
                invocation.err().println("Nothing was changed.");
                return NOT_REMOVED;
            }
            invocation.print(RemovalRow.class, List.of(operations.remove(dataset)));
            return 0;
        }
    }

    private boolean confirmed(String dataset, PageText page) {
        invocation.err().print(page.summary() + page.people() + "\n");
        invocation.err().flush();
        if (!Terminal.isThere()) {
            throw new IllegalArgumentException("There is no terminal to ask whether dataset " + dataset
                    + " shall be dropped, and nothing was changed. Say --yes to drop it.");
        }
        return Terminal.confirms(
                "Drop dataset " + dataset + "? Whoever reads it now can finish, later readers find nothing. [y/N] ");
    }
}
