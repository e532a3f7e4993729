package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.operations.EvictionRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.option.TurnstileOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The dialog of an eviction: shows what would go, asks, and does it. The gate of reruns is opened by whoever has seen that. */
final class EvictionDialog {
    private static final int NOTHING_CHANGED = 1;
    private static final int ROWS_OF_PAGE = 100;

    private final Invocation invocation;
    private final String namespace;
    private final String unusedFor;
    private final String maxBytes;
    private final UnaryOperator<Operations> how;

    /** Whether it has been agreed to already. */
    enum Consent {
        GIVEN,
        ASK
    }

    /**
     * A dialog that has not begun.
     *
     * @param unusedFor as {@link Operations#evict} takes it, and so {@code maxBytes}
     * @param how what else is to hold
     */
    EvictionDialog(
            Invocation invocation, String namespace, String unusedFor, String maxBytes, UnaryOperator<Operations> how) {
        this.invocation = invocation;
        this.namespace = namespace;
        this.unusedFor = unusedFor;
        this.maxBytes = maxBytes;
        this.how = how;
    }

    int run(Mode mode, Consent consent) throws IOException {
        try (DatasetRoot root = invocation.open()) {
            Operations operations =
                    how.apply(new Operations(root, root.options().with(Map.of(TurnstileOption.RERUN.key(), "allow"))));
            operations.requireUsedRoot();
            if (mode == Mode.DELETE && consent == Consent.ASK && !confirmed(operations)) {
                invocation.err().println("Nothing was changed.");
                return NOTHING_CHANGED;
            }
            try (RowPages<EvictionRow> shown =
                    invocation.writesJson() ? RowPages.json(invocation.out()) : tables(invocation.out())) {
                operations.evict(namespace, unusedFor, maxBytes, mode, shown);
            }
            return 0;
        }
    }

    private static RowPages<EvictionRow> tables(PrintWriter out) {
        return RowPages.tables(EvictionRow.class, ROWS_OF_PAGE, out);
    }

    /** By somebody who has seen what would go; nobody is asked about nothing. */
    private boolean confirmed(Operations operations) throws IOException {
        AtomicLong datasets = new AtomicLong();
        AtomicReference<@Nullable Long> bytes = new AtomicReference<>();
        try (RowPages<EvictionRow> shown = tables(invocation.err())) {
            operations.evict(namespace, unusedFor, maxBytes, Mode.DRY_RUN, row -> {
                shown.accept(row);
                if (row.dataset().equals(EvictionRow.ALL)) {
                    bytes.set(row.bytes());
                } else if (row.step().equals(EvictionRow.EVICT)) {
                    datasets.incrementAndGet();
                }
            });
        }
        if (datasets.get() == 0) {
            return true;
        }
        String what = datasets + (datasets.get() == 1 ? " dataset" : " datasets");
        if (!Terminal.isThere()) {
            throw new IllegalArgumentException("There is no terminal to ask whether " + what
                    + " shall be evicted, and nothing was changed. Say --yes to evict them.");
        }
        return Terminal.confirms("Evict " + what + ", " + Cells.shown("bytes", bytes.get())
                + "? Whoever reads one meanwhile can finish, later readers find nothing. [y/N] ");
    }
}
