package io.turnstile.core.operations;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.InvalidKeyException;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.use.UseTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sums of what was counted of the use of a root. */
final class Savings {
    private final By by;
    private final Map<String, Sum> sums = new HashMap<>();

    private Savings(By by) {
        this.by = by;
    }

    /** What it is summed up by. */
    private enum By {
        DATASET,
        NAMESPACE,
        USER;

        static By parse(String text) {
            try {
                return valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException other) {
                throw new InvalidOptionException(
                        "Savings are summed up by dataset, namespace or user, not by '" + text + "'.");
            }
        }

        String of(UseCount use) {
            return switch (this) {
                case DATASET -> use.dataset();
                case NAMESPACE -> namespace(use.dataset());
                case USER -> use.user();
            };
        }
    }

    /** One sum; the counts come by dataset. */
    private record Sum(UseCount sum, long datasets, String lastDataset) {
        private Sum plus(Sum next) {
            boolean same = next.lastDataset.equals(lastDataset);
            return new Sum(sum.plus(next.sum), datasets + (same ? 0 : 1), next.lastDataset);
        }
    }

    /**
     * The rows, what saved most first.
     *
     * @param by {@code dataset}, {@code namespace} or {@code user}
     * @param namespace only of what is in it and below; of all if empty
     */
    static List<SavingsRow> rows(UseTotals totals, String by, String namespace) {
        Savings savings = new Savings(By.parse(by));
        String prefix = namespace.isEmpty() ? "" : DatasetKey.parse(namespace) + ".";
        totals.forEach(use -> {
            if (use.dataset().startsWith(prefix)) {
                savings.add(use);
            }
        });
        return savings.rows();
    }

    private void add(UseCount use) {
        sums.merge(by.of(use), new Sum(use, 1, use.dataset()), Sum::plus);
    }

    private List<SavingsRow> rows() {
        List<SavingsRow> rows = new ArrayList<>();
        sums.forEach((name, sum) -> rows.add(new SavingsRow(
                name.isEmpty() ? null : name,
                sum.datasets,
                sum.sum.reads(),
                sum.sum.reuses(),
                sum.sum.saved(),
                sum.sum.lastUsed())));
        rows.sort(Comparator.comparing(SavingsRow::saved, Comparator.reverseOrder())
                .thenComparing(SavingsRow::name, Comparator.nullsFirst(Comparator.naturalOrder())));
        return rows;
    }

    private static String namespace(String dataset) {
        try {
            List<String> parts = DatasetKey.parse(dataset).parts();
            return String.join(".", parts.subList(0, parts.size() - 1));
        } catch (InvalidKeyException foreign) {
            return "";
        }
    }
}
