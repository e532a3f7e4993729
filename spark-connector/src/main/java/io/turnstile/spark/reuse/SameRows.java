package io.turnstile.spark.reuse;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.origin.TableVersions;
import io.turnstile.core.reuse.PlanEntry;
import io.turnstile.core.reuse.ReusableGenerations.Look;
import io.turnstile.core.reuse.ReusableGenerations.Reusable;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.origin.QueryOrigin;
import io.turnstile.spark.reuse.PartsInDatasets.Miss;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.security.AccessControlException;

/** Why nothing that computes the same as a part of a query stands for it. Asks no input, and changes nothing. */
final class SameRows {
    private static final int MOST = 100;

    private final DatasetRoot root;
    private final Look look;

    SameRows(DatasetRoot root, Look look) {
        this.root = root;
        this.look = look;
    }

    /** The nearest of what has the rows of a part that was missed. */
    Nearest nearest(Miss miss) throws IOException {
        Reusable found = miss.found();
        if (found != null) {
            return new Nearest(found.dataset(), found.generation().name(), miss.because());
        }
        String inputs = miss.part().inputsHash().orElse("");
        List<PlanEntry> entries = look.withRows(miss.part().rows()).stream()
                .sorted(Comparator.comparing(
                                (PlanEntry entry) -> !entry.inputs().equals(inputs))
                        .thenComparing(entry -> -entry.generation().target()))
                .limit(MOST)
                .toList();
        return miss.because().isEmpty()
                ? nearest(miss.part(), inputs, entries)
                : Nearest.of(entries.get(0), miss.because());
    }

    /** What was computed from the same is nearer than what is there, and both than what is neither. */
    private Nearest nearest(PlanPart part, String inputs, List<PlanEntry> entries) throws IOException {
        Nearest neither = Nearest.of(entries.get(0), "it cannot be read");
        for (PlanEntry entry : entries) {
            Optional<Generation> head;
            try {
                head = head(entry.dataset());
            } catch (DamagedException | AccessControlException unusable) {
                continue;
            }
            boolean isHead =
                    head.filter(now -> now.name().equals(entry.generation())).isPresent();
            if (entry.inputs().equals(inputs)) {
                return Nearest.of(entry, isHead ? "its manifest cannot be read, or says otherwise" : gone(head));
            }
            if (isHead) {
                return Nearest.of(entry, inputs(part, entry.dataset(), head.get()));
            }
            neither = Nearest.of(entry, gone(head) + ", and it was computed from other versions of its inputs");
        }
        return neither;
    }

    private Optional<Generation> head(DatasetKey dataset) throws IOException {
        return root.dataset(dataset).head();
    }

    private static String gone(Optional<Generation> head) {
        return head.map(now -> "it has been replaced: the dataset is " + now.name() + " now")
                .orElse("the dataset has been dropped");
    }

    private String inputs(PlanPart part, DatasetKey dataset, Generation head) throws IOException {
        String changes = root.dataset(dataset)
                .freshness(TableVersions.NONE)
                .ofInputs(head, QueryOrigin.inputs(part.inputs()))
                .sentence();
        return changes.isEmpty() ? "it was computed from other versions of its inputs" : changes;
    }
}
