package io.turnstile.spark.reuse;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.reuse.ReusableGenerations;
import io.turnstile.spark.catalog.OpenRoots;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.PlanParts;
import io.turnstile.spark.fingerprint.PlanSources;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.ReuseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule of transparent reuse, {@code spark.turnstile.reuse=all}: parts of a query whose rows lie in a generation are read
 * from there. As a plan normalisation rule it is applied once to the whole analysed plan, so that what the optimiser does to a
 * scan it does to this one, too. It computes nothing, waits for nobody, and whatever goes wrong in it, the query is run as it
 * was written.
 */
final class ReuseRule extends Rule<LogicalPlan> {
    private static final Logger LOG = LoggerFactory.getLogger(ReuseRule.class);

    /** Spark's cache has plans normalised when it is asked for them, and loading a table plans a query of its own. */
    private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);

    private final SparkSession session;
    private final Function<SparkSession, String> catalog;
    private volatile @Nullable Known last;
    private volatile String told = "";

    ReuseRule(SparkSession session, Function<SparkSession, String> catalog) {
        this.session = session;
        this.catalog = catalog;
    }

    /**
     * What some settings say, for the next query: most have those of the one before.
     *
     * @param settings all that the session had
     * @param options of the catalog
     * @param root as whoever ran that query has opened it
     */
    private record Known(Map<String, String> settings, String catalog, Map<String, String> options, DatasetRoot root) {}

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        if (BUSY.get()
                || !QueryShape.mayBeReplacedIn(plan)
                || ReuseSettings.scope(session.conf()) != ReuseSettings.Scope.ALL) {
            return plan;
        }
        BUSY.set(true);
        try {
            return substituted(plan);
        } catch (IOException | UncheckedIOException | InvalidOptionException | UnsupportedOperationException failure) {
            tell(failure);
            return plan;
        } catch (Exception | LinkageError | StackOverflowError unexpected) { // Scala throws what it does not declare.
            LOG.warn("A query reuses nothing", unexpected);
            return plan;
        } finally {
            BUSY.remove();
        }
    }

    /** Once, as it may be so for all queries of the session. */
    private void tell(Exception failure) {
        String reason = String.valueOf(failure.getMessage());
        if (!reason.equals(told)) {
            told = reason;
            LOG.warn("A query reuses nothing: {}", reason);
        }
    }

    private LogicalPlan substituted(LogicalPlan plan) throws IOException {
        Known known = known();
        String name = known.catalog();
        ReusableGenerations.Look look = known.root().reusable().recent();
        if (look.isEmpty()
                || !new PlanSources().isAny(plan, session.sessionState().conf(), look::reads)) {
            return plan;
        }
        PartsInDatasets inDatasets = parts(name, look, plan);
        // Last, as looking at who asks costs more than most: in few queries there is anything to replace.
        if (!inDatasets.isAnyIn(plan) || PlanCaller.isSparkCache()) {
            return plan;
        }
        LogicalPlan held = HeldTables.in(session, plan);
        // As this query's user, who may be another one's than the one before.
        DatasetRoot root = OpenRoots.open(session, known.options());
        PartsInDatasets inHeld = held == plan && root == known.root()
                ? inDatasets
                : parts(name, root.reusable().recent(), held);
        ReuseReport report = new ReuseReport();
        LogicalPlan substituted =
                new Substitution(session, inHeld, new ReusedScans(session, name)::of, report).of(held);
        report.tell();
        return substituted == held ? plan : substituted;
    }

    private PartsInDatasets parts(String name, ReusableGenerations.Look look, LogicalPlan plan) {
        PlanParts parts = Fingerprints.create().parts(session.sessionState().conf(), session.version());
        return new PartsInDatasets(session, name, look, WriteTarget.of(plan), parts);
    }

    private Known known() throws IOException {
        // Not as a copy, which takes longer than the comparison.
        Map<String, String> now = session.sessionState().conf().settings();
        Known known = last;
        if (known == null || !known.settings().equals(now)) {
            Map<String, String> settings = Map.copyOf(now);
            String name = catalog.apply(session);
            Map<String, String> options = ConnectorOptions.ofCatalog(name, session.conf());
            known = new Known(settings, name, options, OpenRoots.open(session, options));
            last = known;
        }
        return known;
    }
}
