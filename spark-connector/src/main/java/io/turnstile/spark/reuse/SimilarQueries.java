package io.turnstile.spark.reuse;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.reuse.PlanEntry;
import io.turnstile.core.reuse.ReusableGenerations.Look;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** The datasets of a root that compute what is similar to a query, by the lines of the normal form. Changes nothing. */
final class SimilarQueries {
    /** Of so many the manifest is read, one request each. */
    private static final int MOST = 1_000;

    private final DatasetRoot root;
    private final Look look;

    SimilarQueries(DatasetRoot root, Look look) {
        this.root = root;
        this.look = look;
    }

    /** The one with most lines in common; empty if none has any. */
    Optional<Nearest> nearest(QueryForm query) throws IOException {
        @Nullable Nearest nearest = null;
        QueryForm.Likeness best = QueryForm.Likeness.NONE;
        for (PlanEntry entry : newest()) {
            Optional<Origin> origin = look.origin(entry);
            if (origin.isPresent()) {
                QueryForm there = QueryForm.of(origin.get().query().form());
                QueryForm.Likeness likeness = query.likeness(there);
                if (likeness.compareTo(best) > 0 && isHead(entry)) {
                    best = likeness;
                    nearest = Nearest.of(entry, query.difference(there));
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** Of each dataset one, in the order of their names. */
    private Collection<PlanEntry> newest() {
        Map<String, PlanEntry> byDataset = new TreeMap<>();
        for (PlanEntry entry : look.all()) {
            byDataset.merge(
                    entry.dataset().toString(),
                    entry,
                    BinaryOperator.maxBy(
                            Comparator.comparingLong(each -> each.generation().target())));
        }
        return byDataset.values().stream().limit(MOST).toList();
    }

    private boolean isHead(PlanEntry entry) throws IOException {
        DatasetKey dataset = entry.dataset();
        try {
            return root.dataset(dataset)
                    .head()
                    .filter(head -> head.name().equals(entry.generation()))
                    .isPresent();
        } catch (DamagedException | AccessControlException unusable) {
            return false;
        }
    }
}
