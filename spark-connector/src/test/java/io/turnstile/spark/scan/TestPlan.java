package io.turnstile.spark.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;

/** What Spark makes of a query. With adaptive execution off, the plan holds its scans from the start. */
record TestPlan(QueryExecution execution) {
    static TestPlan of(Dataset<Row> query) {
        try {
            // Of a class that lies elsewhere in Spark 4 than in Spark 3.
            return new TestPlan((QueryExecution)
                    query.getClass().getMethod("queryExecution").invoke(query));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    LogicalPlan optimized() {
        return execution.optimizedPlan();
    }

    String text() {
        return execution.executedPlan().treeString();
    }

    /** Runs it, after which runtime filters are known. */
    void run() {
        execution.executedPlan().executeCollect();
    }

    /** The scans of generations. */
    List<BatchScanExec> scans() {
        List<BatchScanExec> scans = new ArrayList<>();
        collect(execution.executedPlan(), scans);
        return scans;
    }

    BatchScanExec scan() {
        return scans().get(0);
    }

    /** The files that the first scan reads, split or whole. */
    List<PartitionedFile> files() {
        return files(scan().scan());
    }

    static List<PartitionedFile> files(Scan scan) {
        return Arrays.stream(scan.toBatch().planInputPartitions())
                .flatMap(partition ->
                        Arrays.stream(((LocatedPartition) partition).files().files()))
                .toList();
    }

    private static void collect(SparkPlan plan, List<BatchScanExec> scans) {
        if (plan instanceof BatchScanExec scan && scan.scan() instanceof GenerationScan) {
            scans.add(scan);
        }
        for (var children = plan.children().iterator(); children.hasNext(); ) {
            collect(children.next(), scans);
        }
    }
}
