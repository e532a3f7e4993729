package io.turnstile.spark.advice;

import io.turnstile.spark.fingerprint.FromScala;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.ReusedSubqueryExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SubqueryExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.columnar.InMemoryTableScanExec;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.sql.execution.exchange.ReusedExchangeExec;
import scala.Option;

/**
 * A plan as it ran in the end: its operators, and which of them ran in one stage. Adaptive execution, exchanges that are used
 * again, subqueries and plans that are cached in memory are looked into. Not thread-safe.
 */
final class RanPlan {
    private final ReadLeaves leaves;
    private final List<RanNode> nodes = new ArrayList<>();
    private final List<Set<Long>> stages = new ArrayList<>();
    private final IdentityHashMap<SparkPlan, RanNode> known = new IdentityHashMap<>();

    private RanPlan(ReadLeaves leaves) {
        this.leaves = leaves;
    }

    /** @param leaves of the analysed plan */
    static RanPlan of(SparkPlan executed, ReadLeaves leaves) {
        RanPlan plan = new RanPlan(leaves);
        plan.node(executed, plan.newStage());
        return plan;
    }

    /** All operators, those beneath others first. */
    List<RanNode> nodes() {
        return nodes;
    }

    /** For each stage the accumulators of the operators that ran in it. */
    List<Set<Long>> stages() {
        return stages;
    }

    /** For each stage how much there was to do in it, as an estimate. */
    double[] work() {
        return work(nodes, stages.size());
    }

    /** The same of some of the operators alone. */
    static double[] work(Iterable<RanNode> nodes, int stages) {
        double[] work = new double[stages];
        nodes.forEach(node -> work[node.stage] += node.work);
        return work;
    }

    private int newStage() {
        stages.add(new HashSet<>());
        return stages.size() - 1;
    }

    private RanNode node(SparkPlan plan, int stage) {
        if (plan instanceof AdaptiveSparkPlanExec adaptive) {
            return node(adaptive.executedPlan(), stage);
        }
        if (plan instanceof QueryStageExec queryStage) {
            return node(queryStage.plan(), stage);
        }
        if (plan instanceof ReusedExchangeExec reused) {
            return again(reused, node(reused.child(), stage));
        }
        if (plan instanceof ReusedSubqueryExec reused) {
            return node(reused.child(), stage);
        }
        RanNode before = known.get(plan);
        if (before == null) {
            before = newNode(plan, plan instanceof Exchange || plan instanceof SubqueryExec ? newStage() : stage);
            known.put(plan, before);
            nodes.add(before);
        }
        return before;
    }

    private RanNode again(ReusedExchangeExec reused, RanNode before) {
        BitSet read = leaves.of(reused);
        read.andNot(before.leaves);
        if (read.isEmpty()) {
            return before;
        }
        RanNode again = RanNode.again(reused, before, leaves.of(reused));
        nodes.add(again);
        return again;
    }

    private RanNode newNode(SparkPlan plan, int stage) {
        List<RanNode> children = new ArrayList<>();
        for (SparkPlan child : beneath(plan)) {
            children.add(node(child, stage));
        }
        for (var metric : FromScala.list(plan.metrics())) {
            // An exchange counts what is read from it, too, which is done in another stage.
            if (!(plan instanceof Exchange) || isOfWriting(metric._1())) {
                stages.get(stage).add(metric._2().id());
            }
        }
        RanNode node = new RanNode(plan, stage, children, keys(plan), isPassing(plan));
        if (plan.children().isEmpty()) {
            Integer read = leaves.read(plan);
            if (read != null) {
                node.leaves.set(read);
            }
        }
        return node;
    }

    private static List<SparkPlan> beneath(SparkPlan plan) {
        List<SparkPlan> beneath = new ArrayList<>(FromScala.list(plan.children()));
        if (plan instanceof InMemoryTableScanExec scan) {
            beneath.add(scan.relation().cachedPlan());
        }
        for (SparkPlan subquery : FromScala.list(plan.subqueries())) {
            // Others only prune what is read, by what is read for another reason.
            if (subquery instanceof SubqueryExec || subquery instanceof ReusedSubqueryExec) {
                beneath.add(subquery);
            }
        }
        return beneath;
    }

    private static boolean isOfWriting(String metric) {
        return metric.equals("dataSize")
                || metric.startsWith("shuffleBytesWritten")
                || metric.startsWith("shuffleRecordsWritten")
                || metric.startsWith("shuffleWrite");
    }

    private static Set<String> keys(SparkPlan plan) {
        String name = plan.getClass().getSimpleName();
        if (name.contains("Command")
                || name.contains("Write")
                || name.contains("Append")
                || name.contains("Overwrite")) {
            return Set.of(OperatorCounts.OUTPUT + "|" + plan.id());
        }
        if (name.contains("TakeOrdered") || name.contains("Limit")) {
            return name.startsWith("LocalLimit") ? Set.of() : Set.of(OperatorCounts.LIMIT + "|" + ids(plan));
        }
        Option<LogicalPlan> link = plan.logicalLink();
        if (plan instanceof Exchange || link.isEmpty()) {
            return Set.of();
        }
        String key = OperatorCounts.key(link.get());
        return key == null ? Set.of() : Set.of(key);
    }

    private static String ids(SparkPlan plan) {
        StringBuilder ids = new StringBuilder();
        FromScala.list(plan.output())
                .forEach(attribute -> ids.append(attribute.exprId().id()).append(' '));
        return ids.toString();
    }

    private static boolean isPassing(SparkPlan plan) {
        String name = plan.getClass().getSimpleName();
        if (plan instanceof Exchange || OperatorWork.isNone(plan)) {
            return true;
        }
        boolean ordering = name.equals("SortExec") || name.equals("ColumnarToRowExec");
        Option<LogicalPlan> link = plan.logicalLink();
        return ordering && (link.isEmpty() || !"Sort".equals(OperatorCounts.kind(link.get())));
    }
}
