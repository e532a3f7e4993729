package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * What any plan reads, also one whose rows are refused: every leaf that somebody else may change. Refuses nothing; of what it
 * does not know it says that it is unknown.
 */
final class InputReader {
    /** Rows that are part of the plan, and references to what is read elsewhere in it. */
    private static final Set<String> OF_THE_PLAN =
            Set.of("LocalRelation", "Range", "OneRowRelation", "CommandResult", "UnionLoopRef");

    private InputReader() {}

    /** By kind and name; the same one more than once where it is read at more than one version. */
    static List<ReadInput> read(Collection<LogicalPlan> leaves) {
        Map<String, ReadInput> found = new LinkedHashMap<>();
        for (LogicalPlan leaf : leaves) {
            if (isInput(leaf)) {
                ReadInput input = input(leaf);
                found.putIfAbsent(FingerprintHash.source(input.kind(), input.name()) + " " + input.version(), input);
            }
        }
        List<ReadInput> inputs = new ArrayList<>(found.values());
        inputs.sort(Comparator.comparing(ReadInput::kind)
                .thenComparing(ReadInput::name)
                .thenComparing(input -> String.valueOf(input.version())));
        return List.copyOf(inputs);
    }

    /** Whether somebody else may change what a leaf gives. */
    static boolean isInput(LogicalPlan leaf) {
        return !OF_THE_PLAN.contains(leaf.getClass().getSimpleName());
    }

    private static ReadInput input(LogicalPlan leaf) {
        try {
            Source source = Sources.of(leaf);
            if (source != null) {
                return source.version().get();
            }
        } catch (Exception | LinkageError unreadable) { // Scala throws what it does not declare.
            return ReadInput.unknown(ReadInput.Kind.OTHER, leaf.nodeName(), "it cannot be read: " + unreadable);
        }
        return ReadInput.unknown(
                ReadInput.Kind.OTHER,
                leaf.nodeName(),
                leaf.getClass().getSimpleName() + " does not show what it reads");
    }
}
