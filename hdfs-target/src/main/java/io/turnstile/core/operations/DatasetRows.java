package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.use.UseTotals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The builder of the datasets listing: what is there, and how it was used. */
final class DatasetRows {
    private final DatasetRoot root;
    private final TurnstileOptions options;

    DatasetRows(DatasetRoot root, TurnstileOptions options) {
        this.root = root;
        this.options = options;
    }

    /** Those in a namespace and below, sorted by name. */
    List<DatasetRow> below(List<String> namespace) throws IOException {
        List<DatasetRow> rows = new ArrayList<>();
        List<DatasetKey> keys = root.datasetsBelow(namespace);
        UseTotals use = root.use();
        for (DatasetKey key : keys) {
            row(root.dataset(key, options), use.of(key.toString())).ifPresent(rows::add);
        }
        rows.sort(Comparator.comparing(DatasetRow::name));
        return rows;
    }

    private static Optional<DatasetRow> row(CachedDataset dataset, Optional<UseCount> use) throws IOException {
        String name = dataset.key().toString();
        try {
            CommitRecord record = dataset.record();
            Optional<Generation> head = record.head();
            if (head.isEmpty()) {
                return Optional.empty(); // It was removed while we were looking.
            }
            Generation generation = head.get();
            return Optional.of(new DatasetRow(
                    name,
                    record.version(),
                    generation.name().toString(),
                    GenerationRows.counted(generation),
                    generation.size().bytes(),
                    generation.size().files(),
                    format(dataset, generation),
                    generation.publishedAt(),
                    generation.publishedBy().toString(),
                    generation.parameters().values(),
                    use.map(UseCount::reads).orElse(null),
                    use.map(UseCount::reuses).orElse(null),
                    use.map(UseCount::saved).orElse(null),
                    use.map(UseCount::lastUsed).orElse(null),
                    null));
        } catch (DamagedException damaged) {
            return Optional.of(new DatasetRow(
                    name,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    damaged.getMessage()));
        }
    }

    /** Records that were written before they told the format leave it to the manifest. */
    private static @Nullable String format(CachedDataset dataset, Generation generation) throws IOException {
        String known =
                generation.dataFormat().isEmpty() ? dataset.manifest(generation).dataFormat() : generation.dataFormat();
        return known.isEmpty() ? null : known;
    }
}
