package io.turnstile.bench.reuse;

import io.turnstile.spark.Turnstile;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.fingerprint.PlanParts;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/** A part of the jobs that the advisor tells of: the query with most columns of it, whether that is in a job or was written for all. */
final class AdvisedPart {
    private final SparkSession session;
    private final String part;
    private @Nullable LogicalPlan widest;

    private AdvisedPart(SparkSession session, String part) {
        this.session = session;
        this.part = part;
    }

    /** Does as advised: marks it as cached in one query, and runs that. */
    static void cache(SparkSession session, Warehouse warehouse, String part) {
        AdvisedPart advised = new AdvisedPart(session, part);
        for (String shared : SharedParts.ALL) {
            advised.lookIn(
                    session.sql(SharedParts.query(shared)).queryExecution().analyzed());
        }
        for (Job job : Jobs.ALL) {
            advised.lookIn(job.query().in(session, warehouse).queryExecution().analyzed());
        }
        if (advised.widest == null) {
            throw new IllegalStateException("No job has the part " + part);
        }
        // Two columns of a join may have one name, which no dataset takes; what they are called is of no matter.
        String[] names = IntStream.range(0, advised.widest.output().size())
                .mapToObj(i -> "c" + i)
                .toArray(String[]::new);
        Turnstile.in(session, "cache")
                .cached(Dataset.ofRows(session, advised.widest).toDF(names))
                .count();
    }

    private void lookIn(LogicalPlan query) {
        PlanParts parts = Fingerprints.create().parts(session.sessionState().conf(), session.version());
        lookIn(query, parts);
    }

    private void lookIn(LogicalPlan plan, PlanParts parts) {
        boolean isIt = parts.of(plan).map(PlanPart::rows).filter(part::equals).isPresent();
        if (isIt && (widest == null || plan.output().size() > widest.output().size())) {
            widest = plan;
        }
        FromScala.list(plan.children()).forEach(child -> lookIn(child, parts));
        FromScala.list(plan.subqueries()).forEach(subquery -> lookIn(subquery, parts));
    }
}
