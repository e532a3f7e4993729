package io.turnstile.core.collect;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.reuse.PlanEntry;
import io.turnstile.core.reuse.ReusableGenerations.Look;
import io.turnstile.core.reuse.ReusableGenerations.Reusable;
import io.turnstile.core.reuse.UnnamedKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The datasets of one query from different versions of its inputs. Once there is a later one nobody asks for an earlier one that
 * has no name, unless the inputs go back to what they were; then it is computed again. Of many only some are looked at, by chance,
 * so that in the end it is the turn of each.
 */
final class UnnamedSiblings {
    private static final int MOST = 20;

    private UnnamedSiblings() {}

    /** What may have to go because a dataset has been published: those that nobody has named, of its query, from other inputs. */
    static List<DatasetKey> supersededBy(DatasetContext published, Origin origin) throws IOException {
        @Nullable Signature signature = origin.signature();
        if (signature == null || origin.hash().isEmpty() || !UnnamedKeys.isUnnamed(published.key())) {
            return List.of();
        }
        return some(published.root().reusable().look(), signature, entry -> UnnamedKeys.isUnnamed(entry.dataset()))
                .stream()
                .map(PlanEntry::dataset)
                .filter(dataset -> !dataset.equals(published.key()))
                .distinct()
                .toList();
    }

    /** What was published later than a generation, and has the rows of its query from other inputs. */
    static Optional<Reusable> laterThan(DatasetContext context, Generation head) throws IOException {
        if (head.originHash().isEmpty() || !UnnamedKeys.isUnnamed(context.key())) {
            return Optional.empty();
        }
        @Nullable
        Signature signature = ManifestFile.origin(context.storage(), context.layout(), head.name())
                .signature();
        if (signature == null) {
            return Optional.empty();
        }
        Look look = context.root().reusable().look();
        for (PlanEntry entry : some(look, signature, any -> true)) {
            Optional<Reusable> found = look.find(
                    entry.rows(),
                    entry.inputs(),
                    other -> !other.dataset().equals(context.key())
                            && other.generation().publishedAt().isAfter(head.publishedAt()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<PlanEntry> some(Look look, Signature signature, Predicate<PlanEntry> which) {
        List<PlanEntry> others = new ArrayList<>(look.withRows(signature.rows()));
        others.removeIf(entry -> entry.inputs().equals(signature.inputs()) || !which.test(entry));
        Collections.shuffle(others);
        return others.subList(0, Math.min(MOST, others.size()));
    }

    /** Those that nobody has named, and that are not the only one of their query. Costs one look at the index. */
    static Set<DatasetKey> all(RootContext root) throws IOException {
        Map<String, Set<String>> inputsOfRows = new HashMap<>();
        List<PlanEntry> entries = root.reusable().look().all();
        for (PlanEntry entry : entries) {
            inputsOfRows.computeIfAbsent(entry.rows(), any -> new HashSet<>(2)).add(entry.inputs());
        }
        Set<DatasetKey> found = new HashSet<>();
        for (PlanEntry entry : entries) {
            if (UnnamedKeys.isUnnamed(entry.dataset())
                    && inputsOfRows.getOrDefault(entry.rows(), Set.of()).size() > 1) {
                found.add(entry.dataset());
            }
        }
        return found;
    }
}
