package io.turnstile.spark.reuse;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.spark.write.OverwriteTable;
import io.turnstile.spark.write.StagedDataset;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.InsertIntoHadoopFsRelationCommand;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * The dataset that a command computes, if it computes one: it must not be read for itself, or a rerun would copy what it is to
 * replace.
 *
 * @param table its name as the command has it, without a hash of parameters, which are told later; empty if it has none
 * @param directory the one that files are written into; empty if that is not known
 */
record WriteTarget(String table, String directory) {
    static WriteTarget of(LogicalPlan plan) {
        if (plan instanceof V2WriteCommand write && write.table() instanceof DataSourceV2Relation relation) {
            Table table = relation.table();
            return new WriteTarget(
                    table instanceof StagedDataset || table instanceof OverwriteTable ? table.name() : "", "");
        }
        return plan instanceof InsertIntoHadoopFsRelationCommand insert
                ? new WriteTarget("", insert.outputPath().toString())
                : new WriteTarget("", "");
    }

    /** Whether it may be this one; another one of a name that begins like it may be taken for it. */
    boolean maybe(String catalog, DatasetKey dataset) {
        boolean named = !table.isEmpty()
                && ((catalog + "." + dataset).startsWith(table)
                        || dataset.toString().startsWith(table));
        return named || directory.contains("/" + String.join("/", dataset.parts()) + "/_turnstile/");
    }
}
