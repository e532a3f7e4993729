package io.turnstile.bench.reuse;

import io.turnstile.core.identity.Digest;
import io.turnstile.spark.Turnstile;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.fingerprint.PlanParts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** A part of the jobs that the advisor tells of, as one of them has it or as it was written for all. */
final class AdvisedPart {
    /** Where each job takes other columns, and none takes all. */
    private static final List<String> WRITTEN = List.of("advised/brand_months");

    private final SparkSession session;
    private final String part;
    private final List<String> columns;
    private @Nullable Dataset<Row> found;

    private AdvisedPart(SparkSession session, String part, List<String> columns) {
        this.session = session;
        this.part = part;
        this.columns = columns;
    }

    /**
     * Does as advised: marks it as cached in one query, with the columns that are advised, and runs that.
     *
     * @param columns as {@link io.turnstile.core.advice.AdviceRow} has them
     */
    static void cache(SparkSession session, Warehouse warehouse, String catalog, String part, List<String> columns) {
        AdvisedPart advised = new AdvisedPart(session, part, columns);
        for (String written : WRITTEN) {
            advised.lookIn(
                    session.sql(JobText.named(written).query()).queryExecution().analyzed());
        }
        for (String shared : SharedParts.ALL) {
            advised.lookIn(
                    session.sql(SharedParts.query(shared)).queryExecution().analyzed());
        }
        for (Job job : Jobs.ALL) {
            advised.lookIn(job.query().in(session, warehouse).queryExecution().analyzed());
        }
        if (advised.found == null) {
            throw new IllegalStateException("No job has the part " + part + " with all of " + columns);
        }
        Turnstile.in(session, catalog).cached(advised.found).count();
    }

    private void lookIn(LogicalPlan query) {
        PlanParts parts = Fingerprints.create().parts(session.sessionState().conf(), session.version());
        lookIn(query, parts);
    }

    private void lookIn(LogicalPlan plan, PlanParts parts) {
        if (found == null) {
            parts.of(plan).filter(each -> each.rows().equals(part)).ifPresent(this::take);
            FromScala.list(plan.children()).forEach(child -> lookIn(child, parts));
            FromScala.list(plan.subqueries()).forEach(subquery -> lookIn(subquery, parts));
        }
    }

    private void take(PlanPart has) {
        Map<String, Column> advised = new TreeMap<>();
        List<Attribute> output = FromScala.list(has.plan().output());
        for (int i = 0; i < output.size(); i++) {
            Column column = functions.col("c" + i);
            has.column(output.get(i))
                    .map(told -> Digest.of(told.hash(), told.type()))
                    .flatMap(told -> columns.stream().filter(told::startsWith).findFirst())
                    .ifPresent(told -> advised.putIfAbsent(told, column));
        }
        if (advised.keySet().containsAll(columns)) {
            // Two columns of a join may have one name, which no dataset takes; what they are called is of no matter.
            String[] names =
                    IntStream.range(0, output.size()).mapToObj(i -> "c" + i).toArray(String[]::new);
            found = Dataset.ofRows(session, has.plan())
                    .toDF(names)
                    .select(advised.values().toArray(Column[]::new));
        }
    }
}
