package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.read.DatasetTable;
import io.turnstile.spark.session.QuotedName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scans of generations in the place of parts of a query. */
final class ReusedScans {
    private static final Logger LOG = LoggerFactory.getLogger(ReusedScans.class);

    private final SparkSession session;
    private final String catalog;

    ReusedScans(SparkSession session, String catalog) {
        this.session = session;
        this.catalog = catalog;
    }

    /**
     * A scan with the part's attributes, as far as they are needed. The generation is pinned, as for any reader.
     *
     * @return empty if it cannot be read any more, or not by this user: then the part is computed
     */
    Optional<LogicalPlan> of(PartsInDatasets.Hit hit) {
        try {
            // As of its name, which waits for nobody.
            LogicalPlan read = session.read()
                    .option(
                            ConnectorOptions.VERSION_AS_OF,
                            hit.generation().name().toString())
                    .table(QuotedName.ofTable(catalog, hit.found().dataset()))
                    .queryExecution()
                    .analyzed();
            DataSourceV2Relation relation =
                    (DataSourceV2Relation) read.collectLeaves().head();
            Map<Attribute, Attribute> columns = new LinkedHashMap<>();
            hit.columns().forEach((wanted, column) -> columns.put(wanted, named(column, relation)));
            return Optional.of(Renamed.as(columns, shown(relation, hit)));
        } catch (Exception gone) { // Spark throws what its signatures do not tell.
            LOG.info("Dataset {} is not reused in a query: {}", hit.found().dataset(), gone.getMessage());
            return Optional.empty();
        }
    }

    private static Attribute named(String column, DataSourceV2Relation relation) {
        for (Attribute attribute : FromScala.list(relation.output())) {
            if (attribute.name().equals(column)) {
                return attribute;
            }
        }
        throw new IllegalStateException("It has no column " + column);
    }

    /** So that EXPLAIN and the SQL tab say in whose place it stands. */
    private static LogicalPlan shown(DataSourceV2Relation relation, PartsInDatasets.Hit hit) {
        Object[] parts = new Object[relation.productArity()];
        for (int i = 1; i < parts.length; i++) {
            parts[i] = relation.productElement(i);
        }
        parts[0] = ((DatasetTable) relation.table()).insteadOf(hit.part().description());
        return relation.makeCopy(parts);
    }
}
