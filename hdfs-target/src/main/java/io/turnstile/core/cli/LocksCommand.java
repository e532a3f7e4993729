package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.Operations;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code locks}, a listing of held locks, once or again and again. */
@Command(mixinStandardHelpOptions = true, name = "locks", description = "Lists who is computing what.")
final class LocksCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "<seconds>",
            description = "Again and again, every 2 seconds if nothing else is said.")
    private @Nullable Double watch;

    LocksCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        try (DatasetRoot root = invocation.open()) {
            Operations operations = new Operations(root, root.options());
            if (watch == null) {
                var held = operations.locks();
                operations.requireUsedRoot();
                invocation.print(LockRow.class, held);
            } else {
                Frames.Frame frame = () -> invocation.shown(LockRow.class, operations.locks());
                invocation.frames(watch).run(frame);
            }
            return 0;
        }
    }
}
