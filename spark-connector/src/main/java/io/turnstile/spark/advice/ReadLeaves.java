package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.jspecify.annotations.Nullable;

/** The leaves of an analysed plan, by number, and which of them a scan that ran is. Not thread-safe. */
final class ReadLeaves {
    private final IdentityHashMap<LogicalPlan, Integer> numbers = new IdentityHashMap<>();
    private final Map<Long, Integer> byAttribute = new HashMap<>();
    private final Map<Object, Integer> bySource = new HashMap<>();

    /** The number of a leaf, the same each time. */
    int number(LogicalPlan leaf) {
        Integer known = numbers.get(leaf);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        numbers.put(leaf, number);
        for (Attribute attribute : FromScala.list(leaf.output())) {
            byAttribute.putIfAbsent(attribute.exprId().id(), number);
        }
        if (leaf instanceof LogicalRelation relation) {
            bySource.putIfAbsent(relation.relation(), number);
        } else if (leaf instanceof DataSourceV2Relation relation) {
            bySource.putIfAbsent(relation.table(), number);
        }
        return number;
    }

    /** Those of which an operator gives columns as they are. */
    BitSet of(SparkPlan operator) {
        BitSet read = new BitSet();
        for (Attribute attribute : FromScala.list(operator.output())) {
            Integer number = byAttribute.get(attribute.exprId().id());
            if (number != null) {
                read.set(number);
            }
        }
        return read;
    }

    /** Which leaf a scan reads; null if it is none of the plan's. */
    @Nullable
    Integer read(SparkPlan scan) {
        for (Attribute attribute : FromScala.list(scan.output())) {
            Integer number = byAttribute.get(attribute.exprId().id());
            if (number != null) {
                return number;
            }
        }
        // It may read no column at all, or be a copy that was given attributes of its own.
        if (scan instanceof FileSourceScanExec files) {
            return bySource.get(files.relation());
        }
        return scan instanceof BatchScanExec batch ? bySource.get(batch.table()) : null;
    }
}
