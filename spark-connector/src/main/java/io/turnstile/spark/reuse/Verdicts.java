package io.turnstile.spark.reuse;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;

/** What is told of each part of a query for which a dataset is looked for, from the root of its plan downward. */
interface Verdicts {
    /** It is read from a dataset, and nothing beneath it is looked at. */
    void reused(PartsInDatasets.Hit hit);

    /** It is not; what is beneath it comes next. */
    default void missed(PartsInDatasets.Miss miss) {}

    /** It is left to Spark's own cache, whatever lies in datasets; nothing beneath it is looked at. */
    default void cached(LogicalPlan plan) {}

    /** Nothing of it is looked at, as its root gives what depends on more than the rows beneath. */
    default void passedOver(LogicalPlan plan, TreeNode<?> seeingMore) {}
}
