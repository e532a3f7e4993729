package io.turnstile.spark.fingerprint;

import io.turnstile.core.commit.Origin.Signature;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.internal.SQLConf;

/**
 * What a query and its parts read, whichever versions, as {@link Signature#SOURCES} tells: which takes far less than to tell what
 * they compute. Not thread-safe.
 */
public final class PlanSources {
    private final PlanLeaves leaves = new PlanLeaves();
    private final KnownSources known;
    private final IdentityHashMap<Collection<LogicalPlan>, String> told = new IdentityHashMap<>();

    /** Those of one query. */
    public PlanSources() {
        this(new KnownSources());
    }

    PlanSources(KnownSources known) {
        this.known = known;
    }

    /**
     * Whether there is a part of a query whose sources are wanted. Runs nothing, asks nobody.
     *
     * @param conf the settings of the session that runs it
     * @return also true if that cannot be told
     */
    public boolean isAny(LogicalPlan plan, SQLConf conf, Predicate<String> wanted) {
        return SQLConf.withExistingConf(conf, () -> {
            try {
                leaves.of(plan);
                return leaves.ofAllParts().stream().anyMatch(read -> wanted.test(of(read)));
            } catch (Exception | LinkageError | StackOverflowError untold) { // Scala throws what it does not declare.
                return true;
            }
        });
    }

    /** Of a part by its leaves. */
    String of(Collection<LogicalPlan> read) {
        return told.computeIfAbsent(read, this::tell);
    }

    private String tell(Collection<LogicalPlan> read) {
        Set<String> called = new HashSet<>();
        for (LogicalPlan leaf : read) {
            if (InputReader.isInput(leaf)) {
                called.add(known.called(leaf));
            }
        }
        return FingerprintHash.ofSources(called);
    }

    /** The leaves of a part of which {@link #of} is then told. Parts are to be asked for from above. */
    Collection<LogicalPlan> leaves(LogicalPlan node) {
        return leaves.of(node);
    }
}
