package io.turnstile.spark.write;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.CommitFailedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.ReuseCheck;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import io.turnstile.spark.client.Claim;
import io.turnstile.spark.event.DatasetEvent;
import io.turnstile.spark.event.DatasetEvents;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.origin.PlannedQuery;
import io.turnstile.spark.origin.QueryOrigin;
import io.turnstile.spark.origin.SessionTables;
import io.turnstile.spark.origin.StaleCheck;
import io.turnstile.spark.session.OwnJobs;
import io.turnstile.spark.session.PythonCall;
import io.turnstile.spark.session.SkippedQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One write of a dataset: begins it, computes by a native Spark write into the generation if there is something to
 * compute, and publishes. Where there is not, the query is not even looked at, so no Spark job is run.
 *
 * @param dataset the dataset
 * @param mode what to do where it exists
 * @param dataFormat the files' format
 * @param formatOptions passed on to the format
 * @param partitionColumns the columns to partition by, in that order
 * @param properties to be kept with the generation
 * @param claim by which a client has begun the write already, if any
 */
public record CachedWrite(
        CachedDataset dataset,
        WriteMode mode,
        String dataFormat,
        Map<String, String> formatOptions,
        List<String> partitionColumns,
        Map<String, String> properties,
        Optional<String> claim) {
    private static final Logger LOG = LoggerFactory.getLogger(CachedWrite.class);

    /**
     * Runs the write. Whatever is thrown, nothing half-written is published and no lock is held.
     *
     * @param session for the event that tells of it
     * @param query what to write
     * @return what to show of it, see {@link WriteMetric}
     */
    CustomTaskMetric[] run(SparkSession session, Dataset<Row> query) {
        try {
            return attempt(session, PlannedQuery.ofCommand(session, query), checks(), Optional.of(query))
                    .metrics();
        } catch (IOException failure) {
            throw Failures.toldInOneSentence(Failures.unchecked(failure));
        } catch (UnsupportedOperationException | IllegalArgumentException refusal) {
            throw Failures.toldInOneSentence(refusal);
        }
    }

    /**
     * The same, starting again from the lock if the write was shut out and nobody else has published.
     *
     * @param query gives what to write; asked only under the lock, and only if it is to be computed, but also before where the
     *     option {@code stale} needs it to decide that
     */
    public void runUntilThere(SparkSession session, Supplier<Dataset<Row>> query) {
        runUntilThere(session, () -> PlannedQuery.askedFor(session, query), checks());
    }

    /**
     * The same for a query of which only what it computes itself will do, from the versions of its inputs that its plan holds.
     *
     * @param origin its own
     * @return the generation that is meant; the head may be another one already
     * @throws UnsupportedOperationException if somebody else has published what was computed while its inputs changed
     */
    public Generation runUntilExact(SparkSession session, Dataset<Row> query, Origin origin) {
        return runUntilThere(session, () -> PlannedQuery.known(session, query, origin), StaleCheck.Mode.EXACT);
    }

    private StaleCheck.Mode checks() {
        return mode == WriteMode.REPLACE ? StaleCheck.Mode.REPLACE : StaleCheck.Mode.REUSE;
    }

    private Generation runUntilThere(SparkSession session, Supplier<PlannedQuery> query, StaleCheck.Mode checks) {
        try {
            while (true) {
                try {
                    if (dataset.options().recomputeOnDamage()) {
                        dataset.quarantineIfDamaged();
                    }
                    return attempt(session, query.get(), checks, Optional.empty())
                            .head();
                } catch (CommitFailedException lost) {
                    if (lost.winner().isEmpty()) {
                        throw lost;
                    }
                    LOG.warn("Dataset {} is computed again: {}", dataset.key(), lost.getMessage());
                }
            }
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /** What came of a write: the generation that is meant, whether it is ours, and how long was waited. */
    private record Result(Generation head, boolean published, Duration waited) {
        CustomTaskMetric[] metrics() {
            return published ? WriteMetric.ofPublished(head, waited) : WriteMetric.ofReused(waited);
        }
    }

    /** @param skipped what is not run if it is there, as far as it is known without asking */
    private Result attempt(
            SparkSession session, PlannedQuery query, StaleCheck.Mode checks, Optional<Dataset<Row>> skipped)
            throws IOException {
        StaleCheck check = new StaleCheck(dataset, new SessionTables(session), checks, query);
        DatasetEvents events = new DatasetEvents(session, dataset.key());
        WriteStart start;
        try {
            start = begin(check);
        } catch (RerunDeniedException refused) {
            events.refused();
            throw refused;
        }
        if (start instanceof WriteStart.Compute compute) {
            Runnable end = compute.write().computedHere();
            try (GenerationWrite write = compute.write()) {
                GenerationWrite.Outcome outcome = compute(session, write, query);
                if (outcome.published()) {
                    events.computed(write, outcome.head(), start.waited());
                } else {
                    requireExact(check, checks, outcome.head());
                    events.post(DatasetEvent.Action.REUSED, outcome.head(), start.waited());
                }
                return new Result(outcome.head(), outcome.published(), start.waited());
            } finally {
                end.run();
            }
        }
        Generation head = ((WriteStart.Reuse) start).head();
        if (skipped.isPresent()) {
            WriteSchema.warnIfDifferent(dataset, head, skipped.get().schema());
            SkippedQuery.completeObservations(skipped.get());
        }
        events.post(DatasetEvent.Action.REUSED, head, start.waited());
        return new Result(head, false, start.waited());
    }

    /** Goes on with what a client has begun; where its claim has expired, it is as if there had been none. */
    private WriteStart begin(StaleCheck check) throws IOException {
        if (claim.isPresent() && mode != WriteMode.REUSE) {
            throw new InvalidOptionException("Cannot write dataset " + dataset.key()
                    + " by a claim: the option 'claim' is for mode(\"ignore\"); leave it out.");
        }
        Optional<Claim> begun = claim.flatMap(id -> Claim.take(id, dataset));
        return begun.isPresent() ? begun.get().start() : PythonCall.whileAwaited(() -> dataset.beginWrite(mode, check));
    }

    private static void requireExact(StaleCheck check, StaleCheck.Mode checks, Generation winner) throws IOException {
        Optional<String> objection = checks == StaleCheck.Mode.EXACT
                ? check.objection(winner, ReuseCheck.Seen.AFTER_WAITING)
                : Optional.empty();
        if (objection.isPresent()) {
            throw new UnsupportedOperationException(
                    "somebody else was first, whose rows cannot be used, " + objection.get());
        }
    }

    private GenerationWrite.Outcome compute(SparkSession session, GenerationWrite write, PlannedQuery query)
            throws IOException {
        try (OwnJobs jobs =
                OwnJobs.of(session.sparkContext(), write.generation().toString(), write::report)) {
            return compute(session, write, query, jobs);
        }
    }

    private GenerationWrite.Outcome compute(
            SparkSession session, GenerationWrite write, PlannedQuery query, OwnJobs jobs) throws IOException {
        try {
            return PythonCall.whileAwaited(() -> {
                Dataset<Row> data = query.make();
                Origin read = QueryOrigin.storedAs(query.origin(), data.schema());
                return new NativeWrite(dataFormat, formatOptions, partitionColumns, properties)
                        .publish(
                                dataset.key(),
                                write,
                                data,
                                jobs,
                                () -> dataset.freshness(new SessionTables(session))
                                        .afterwards(read));
            });
        } catch (Throwable failure) {
            if (Failures.isInterruption(failure)) {
                jobs.cancel();
                throw failure;
            }
            Optional<GenerationWrite.Outcome> winners = winnersOutcome(write, failure);
            if (winners.isPresent()) {
                return winners.get();
            }
            write.fail(failure);
            throw failure;
        }
    }

    private static Optional<GenerationWrite.Outcome> winnersOutcome(GenerationWrite write, Throwable failure) {
        try {
            return write.winnersOutcome();
        } catch (IOException nothingToUse) {
            failure.addSuppressed(nothingToUse);
            return Optional.empty();
        }
    }
}
