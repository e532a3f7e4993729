package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.ReadingRow;
import io.turnstile.core.operations.RootOverview;
import io.turnstile.core.operations.WaiterRow;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code top}, a monitor of a root: who computes, who waits and who reads, again and again. */
@Command(
        mixinStandardHelpOptions = true,
        name = "top",
        description = "Shows who computes, waits and reads, again and again, until Ctrl-C.")
final class TopCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--every",
            defaultValue = "2",
            paramLabel = "<seconds>",
            description = "How often it looks: every 2 seconds if nothing else is said.")
    private double every;

    TopCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        try (DatasetRoot root = invocation.open()) {
            Operations operations = new Operations(root, root.options());
            RootOverview overview = new RootOverview(root);
            invocation
                    .frames(every)
                    .run(() -> new Picture(
                                    root.path().toString(),
                                    Instant.now(),
                                    operations.locks(),
                                    overview.waiters(),
                                    overview.readers())
                            .drawn(invocation.writesJson()));
            return 0;
        }
    }

    /** What was seen at one moment. */
    private record Picture(
            String root, Instant at, List<LockRow> locks, List<WaiterRow> waiters, List<ReadingRow> readers) {
        String drawn(boolean json) {
            return json ? RowJson.list(List.of(values())) : text();
        }

        private Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("at", at);
            values.put("locks", locks);
            values.put("waiters", waiters);
            values.put("readers", readers);
            return values;
        }

        private String text() {
            return Cells.shown("at", at) + "  " + root + "\n" + locks.size() + " being computed, " + waiters.size()
                    + " calls waiting, " + applications() + " applications reading, " + pins() + " pins\n\n"
                    + new RowTable(LockRow.class, locks) + "\n" + new RowTable(WaiterRow.class, waiters) + "\n"
                    + new RowTable(ReadingRow.class, readers);
        }

        private long applications() {
            return readers.stream()
                    .filter(row -> row.generations() != null)
                    .map(ReadingRow::application)
                    .distinct()
                    .count();
        }

        private long pins() {
            return readers.stream().mapToLong(ReadingRow::pins).sum();
        }
    }
}
