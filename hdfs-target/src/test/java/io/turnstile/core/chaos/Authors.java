package io.turnstile.core.chaos;

import io.turnstile.core.chaos.Operation.Outcome;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which operation wrote which version of a dataset, and so when that can have been. */
final class Authors implements Timeline.Bounds {
    private final List<Version> versions;
    private final List<Operation> operations;
    private final Map<String, Operation> writers;
    private final Map<String, Operation> removers;

    /**
     * @param writers by the generation that they were to publish
     * @param removers those who say that they removed, by the generation that they removed
     */
    Authors(
            List<Version> versions,
            List<Operation> operations,
            Map<String, Operation> writers,
            Map<String, Operation> removers) {
        this.versions = versions;
        this.operations = operations;
        this.writers = writers;
        this.removers = removers;
    }

    /** Whether somebody says that it wrote this removal, or does not know. */
    boolean mayHaveRemoved(Version version) {
        return author(version) != null
                || operations.stream()
                        .anyMatch(o -> o.kind() == Operation.Kind.REMOVE
                                && o.outcome() == Outcome.UNKNOWN
                                && o.worker().equals(version.worker()));
    }

    @Override
    public long earliest(Version version) {
        @Nullable Operation author = author(version);
        if (author == null) {
            return Long.MIN_VALUE;
        }
        return author.stepped() == 0 ? author.begin() : author.stepped();
    }

    /** A record whose author does not know what became of it may have appeared at any time afterwards. */
    @Override
    public long latest(Version version) {
        @Nullable Operation author = author(version);
        return author == null || author.outcome() == Outcome.UNKNOWN ? Long.MAX_VALUE : author.end();
    }

    private @Nullable Operation author(Version version) {
        return switch (version.reason()) {
            case "publish" -> writers.get(version.head());
            case "remove" -> {
                int before = versions.indexOf(version) - 1;
                yield before < 0 ? null : removers.get(versions.get(before).head());
            }
            default -> null;
        };
    }
}
