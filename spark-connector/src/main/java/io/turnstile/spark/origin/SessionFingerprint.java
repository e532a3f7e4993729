package io.turnstile.spark.origin;

import io.turnstile.spark.fingerprint.DeltaTables;
import io.turnstile.spark.fingerprint.FingerprintAnswer;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.PlanLeaves;
import io.turnstile.spark.fingerprint.ReadInput;
import io.turnstile.spark.fingerprint.Refusal;
import io.turnstile.spark.session.CachedRows;
import io.turnstile.spark.session.SparkCache;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * Fingerprints of queries as their session would run them: rows that Spark itself has cached, for any of its sessions, may be older
 * than the inputs that a query's plan names.
 */
public final class SessionFingerprint {
    private SessionFingerprint() {}

    /** Never fails: what cannot be told is a refusal, in which nothing has a version if it is because of older rows. Runs no job. */
    public static FingerprintAnswer of(SparkSession session, LogicalPlan analysed) {
        FingerprintAnswer answer =
                Fingerprints.create().of(analysed, session.sessionState().conf(), session.version());
        return SparkCache.isEmpty(session)
                ? answer
                : olderRows(session, analysed)
                        .map(reason -> unknown(answer, reason))
                        .orElse(answer);
    }

    private static FingerprintAnswer unknown(FingerprintAnswer answer, String reason) {
        return new Refusal(
                reason,
                answer.inputs().stream()
                        .map(input -> input.isKnown() ? input.asUnknown(reason) : input)
                        .toList());
    }

    private static Optional<String> olderRows(SparkSession session, LogicalPlan plan) {
        try {
            return search(session, plan);
        } catch (Exception | LinkageError | StackOverflowError unreadable) { // Scala throws what it does not declare.
            return Optional.of("what Spark has cached of it cannot be read: " + unreadable);
        }
    }

    private static Optional<String> search(SparkSession session, LogicalPlan plan) {
        Optional<CachedRows> cached = SparkCache.find(session, plan);
        if (cached.isPresent()) {
            return reason(plan, cached.get());
        }
        for (LogicalPlan part : PlanLeaves.beneath(plan)) {
            Optional<String> found = search(session, part);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reason(LogicalPlan plan, CachedRows cached) {
        if (cached.fromCache()) {
            return Optional.of("a part of it is cached by Spark, and computed from what was cached before;"
                    + " unpersist one of both");
        }
        if (plan.exists(DeltaTables::isNewest)) {
            return Optional.of(
                    "a part of it that reads a Delta table is cached by Spark, and it cannot be told at which version;"
                            + " unpersist it, or read the table at a version");
        }
        return versions(plan).equals(versions(cached.plan()))
                ? Optional.empty()
                : Optional.of("a part of it is cached by Spark as it was before its inputs changed; unpersist it");
    }

    private static Map<String, String> versions(LogicalPlan plan) {
        Map<String, String> versions = new HashMap<>();
        for (ReadInput input : Fingerprints.create().inputs(plan)) {
            versions.merge(
                    input.kind() + " " + input.name(),
                    String.valueOf(input.version()),
                    (one, other) -> one.equals(other) ? one : one + " " + other);
        }
        return versions;
    }
}
