package io.turnstile.spark.fingerprint;

import java.util.IdentityHashMap;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.jspecify.annotations.Nullable;

/** The sources of one query, of which each is looked at once, however often the query reads it. Not thread-safe. */
final class KnownSources {
    private final IdentityHashMap<HadoopFsRelation, Source> known = new IdentityHashMap<>();
    private final IdentityHashMap<HadoopFsRelation, String> called = new IdentityHashMap<>();

    /** Which source a leaf is, as {@link Sources#of} tells it. */
    @Nullable
    Source of(LogicalPlan leaf) {
        if (leaf instanceof LogicalRelation relation && relation.relation() instanceof HadoopFsRelation files) {
            return known.computeIfAbsent(files, Sources::of);
        }
        return Sources.of(leaf);
    }

    /** What a leaf is called among the inputs of a query, which takes less than to tell the source. */
    String called(LogicalPlan leaf) {
        if (leaf instanceof LogicalRelation relation && relation.relation() instanceof HadoopFsRelation files) {
            return called.computeIfAbsent(files, Sources::called);
        }
        Source source = of(leaf);
        return source == null
                ? FingerprintHash.source(ReadInput.Kind.OTHER, leaf.nodeName())
                : FingerprintHash.source(source.kind(), source.name());
    }
}
