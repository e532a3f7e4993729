package io.turnstile.spark.origin;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.exception.StaleDatasetException;
import io.turnstile.core.option.RerunPolicy;
import io.turnstile.core.option.StalePolicy;
import io.turnstile.core.origin.Freshness;
import io.turnstile.core.origin.TableVersions;
import io.turnstile.core.write.ReuseCheck;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objections of a Spark write to a generation that is there, as the options {@code stale} and {@code rerun} want them. For
 * one write.
 */
public final class StaleCheck implements ReuseCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StaleCheck.class);

    private final CachedDataset dataset;
    private final TableVersions tables;
    private final Mode mode;
    private final PlannedQuery query;

    /** What becomes of a generation that is there. */
    public enum Mode {
        /** It is reused. */
        REUSE,
        /** It is reused if it is certain that it was computed by this query from these versions of its inputs. */
        EXACT,
        /** It is replaced, unless that is allowed on a condition only. */
        REPLACE
    }

    /** @param query what would be computed */
    public StaleCheck(CachedDataset dataset, TableVersions tables, Mode mode, PlannedQuery query) {
        this.dataset = dataset;
        this.tables = tables;
        this.mode = mode;
        this.query = query;
    }

    /** The objections of who would reuse it, of a query that is analysed and not to be computed here. */
    public static StaleCheck ofPlan(SparkSession session, CachedDataset dataset, LogicalPlan analysed) {
        return new StaleCheck(dataset, new SessionTables(session), Mode.REUSE, PlannedQuery.ofPlan(session, analysed));
    }

    /** @throws StaleDatasetException if it is to fail where it is stale, and it is */
    @Override
    public Optional<String> objection(Generation head, Seen seen) throws IOException {
        if (mode == Mode.REPLACE) {
            return toSparing(head, seen);
        }
        if (mode == Mode.EXACT) {
            return toExact(head);
        }
        StalePolicy policy = policy(head);
        if (policy == StalePolicy.WARN) {
            BackgroundLook.begin(() -> warn(head));
        }
        return policy == StalePolicy.RECOMPUTE || policy == StalePolicy.FAIL
                ? toReuse(head, seen, policy)
                : Optional.empty();
    }

    private Optional<String> toExact(Generation head) {
        String exact = query.origin().hash();
        return !exact.isEmpty() && exact.equals(head.originHash())
                ? Optional.empty()
                : Optional.of("since its inputs had changed when it had been computed");
    }

    private Optional<String> toReuse(Generation head, Seen seen, StalePolicy policy) throws IOException {
        Freshness freshness = freshness(head, query.origin());
        if (isFreshEnough(freshness, seen)) {
            return Optional.empty();
        }
        if (policy == StalePolicy.FAIL) {
            throw new StaleDatasetException(dataset.key(), head, freshness.sentence());
        }
        if (freshness.changes().isEmpty() && freshness.unknown().isEmpty()) {
            LOG.warn(
                    "Dataset {} is reused, but {}. Compute that again first: computing this again would give the same rows",
                    dataset.key(),
                    freshness.sentence());
            return Optional.empty();
        }
        return Optional.of("since " + freshness.sentence());
    }

    private Optional<String> toSparing(Generation head, Seen seen) throws IOException {
        boolean byAge = dataset.options().rerun().kind() == RerunPolicy.Kind.IF_OLDER;
        Freshness freshness = byAge
                ? dataset.freshness(tables).ofQuery(head, query.origin().query())
                : freshness(head, query.origin());
        boolean spared = byAge ? !freshness.queryDiffers() : isFreshEnough(freshness, seen);
        return spared ? Optional.empty() : Optional.of("since " + freshness.sentence());
    }

    /**
     * What somebody computed while this write waited is as new as what it would compute itself, as far as nobody can tell;
     * else all who waited would compute it one after another.
     */
    private static boolean isFreshEnough(Freshness freshness, Seen seen) {
        return freshness.isFresh() || (seen == Seen.AFTER_WAITING && !freshness.hasChanged());
    }

    private StalePolicy policy(Generation head) {
        return dataset.options()
                .stale()
                .or(() -> StalePolicy.named(head.stale()))
                .orElse(StalePolicy.WARN);
    }

    private Freshness freshness(Generation head, Origin now) throws IOException {
        return dataset.freshness(tables).of(head, now);
    }

    private void warn(Generation head) throws IOException {
        Optional<Origin> now = query.ifKnown();
        Freshness freshness = now.isPresent()
                ? freshness(head, now.get())
                : dataset.freshness(tables).ofInputs(head);
        if (freshness.hasChanged()) {
            LOG.warn(
                    "Dataset {} is reused, but {}. With stale=recompute it would be computed again, with stale=serve this is"
                            + " not said",
                    dataset.key(),
                    freshness.sentence());
        } else if (!freshness.isFresh()) {
            LOG.info("Dataset {} is reused; {}", dataset.key(), freshness.sentence());
        }
    }
}
