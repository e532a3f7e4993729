package io.turnstile.bench.reuse;

import io.turnstile.bench.Pairs;
import io.turnstile.bench.Unit;
import io.turnstile.bench.spark.Conf;
import io.turnstile.core.testing.Requests;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A measurement of what reuse costs queries in which there is nothing to be found: those of the jobs without shared parts,
 * planned in one session with reuse and, with its setting turned off, without.
 */
record WithoutHits(SparkSession session, Warehouse warehouse) {
    /** How long it takes to plan all of them, from the text to the point at which tasks would start. */
    Pairs planning(int warmUps, int pairs) throws Exception {
        measured(warmUps);
        return measured(pairs);
    }

    private Pairs measured(int pairs) throws Exception {
        return Pairs.measured(
                pairs,
                Unit.SECONDS,
                () -> Pairs.seconds(() -> Jobs.withoutSharedParts().forEach(job -> plan("all", job))),
                () -> Pairs.seconds(() -> Jobs.withoutSharedParts().forEach(job -> plan("off", job))));
    }

    /**
     * What planning one asks of the NameNode of this JVM, the most of all, once everything has been planned before.
     *
     * @param reuse its setting
     * @param below what is asked about other directories does not count
     */
    int requests(String reuse, Path below) throws Exception {
        int most = 0;
        for (Job job : Jobs.withoutSharedParts()) {
            plan(reuse, job);
            int requests = Requests.during(() -> plan(reuse, job), below).values().stream()
                    .mapToInt(count -> count)
                    .sum();
            most = Math.max(most, requests);
        }
        return most;
    }

    private void plan(String reuse, Job job) {
        session.conf().set(Conf.REUSE, reuse);
        job.query().in(session, warehouse).queryExecution().executedPlan();
    }
}
