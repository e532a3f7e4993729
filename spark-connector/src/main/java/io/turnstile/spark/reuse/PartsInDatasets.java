package io.turnstile.spark.reuse;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.reuse.ReusableGenerations;
import io.turnstile.core.reuse.ReusableGenerations.Reusable;
import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.fingerprint.PlanParts;
import io.turnstile.spark.fingerprint.QueryFingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one query that lie in datasets, each with columns that serve. Not thread-safe. */
final class PartsInDatasets {
    private static final Logger LOG = LoggerFactory.getLogger(PartsInDatasets.class);

    private final SparkSession session;
    private final String catalog;
    private final ReusableGenerations.Look look;
    private final WriteTarget target;
    private final PlanParts parts;
    private final IdentityHashMap<LogicalPlan, Optional<PlanPart>> proposed = new IdentityHashMap<>();
    private final IdentityHashMap<LogicalPlan, Boolean> any = new IdentityHashMap<>();

    PartsInDatasets(
            SparkSession session, String catalog, ReusableGenerations.Look look, WriteTarget target, PlanParts parts) {
        this.session = session;
        this.catalog = catalog;
        this.look = look;
        this.target = target;
        this.parts = parts;
    }

    /**
     * A part that lies in a dataset.
     *
     * @param columns for each attribute that is needed, the name of the column that holds it
     */
    record Hit(PlanPart part, Reusable found, Map<Attribute, String> columns) {
        Generation generation() {
            return found.generation();
        }
    }

    /** The part that consists of a node and what is beneath it, if anybody may have its rows. Asks nobody. */
    Optional<PlanPart> proposed(LogicalPlan node) {
        return proposed.computeIfAbsent(node, each -> parts.of(each).filter(part -> look.knows(part.rows())));
    }

    /** Whether there is such a part in a plan. Asks nobody. */
    boolean isAnyIn(LogicalPlan plan) {
        Boolean before = any.get(plan);
        if (before == null) {
            // The plan itself first, so that common table expressions are known where they are referred to.
            before = proposed(plan).isPresent();
            for (LogicalPlan child : FromScala.list(plan.children())) {
                before |= isAnyIn(child);
            }
            for (LogicalPlan subquery : FromScala.list(plan.subqueries())) {
                before |= isAnyIn(subquery);
            }
            any.put(plan, before);
        }
        return before;
    }

    /**
     * Where a part lies.
     *
     * @param needed the expression ids of the attributes that are needed; null for all
     * @return empty if it lies nowhere, if that lacks a column, or if this user may not read what it was computed from
     */
    Optional<Hit> find(PlanPart part, @Nullable Set<Long> needed) throws IOException {
        Optional<String> inputs = part.inputsHash();
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        List<Attribute> output = FromScala.list(part.plan().output());
        List<Attribute> wanted = new ArrayList<>();
        for (Attribute attribute : output) {
            if (needed == null || needed.contains(attribute.exprId().id())) {
                wanted.add(attribute);
            }
        }
        if (part.needsAllColumns() && wanted.size() < output.size()) {
            return Optional.empty();
        }
        Optional<Reusable> found = look.find(
                part.rows(),
                inputs.get(),
                each -> !target.maybe(catalog, each.dataset())
                        && columns(part, wanted, each).isPresent());
        return found.isPresent() && mayRead(part)
                ? columns(part, wanted, found.get()).map(columns -> new Hit(part, found.get(), columns))
                : Optional.empty();
    }

    private static Optional<Map<Attribute, String>> columns(PlanPart part, List<Attribute> wanted, Reusable found) {
        Map<Attribute, String> columns = new LinkedHashMap<>();
        for (Attribute attribute : wanted) {
            Optional<QueryFingerprint.Column> asked = part.column(attribute);
            Optional<Origin.Column> stored = asked.flatMap(column -> found.signature().columns().stream()
                    .filter(each ->
                            each.hash().equals(column.hash()) && each.type().equals(column.type()))
                    .findFirst());
            if (stored.isEmpty()) {
                LOG.debug("Dataset {} lacks column {} of a query", found.dataset(), attribute.name());
                return Optional.empty();
            }
            columns.put(attribute, stored.get().name());
        }
        return Optional.of(columns);
    }

    private boolean mayRead(PlanPart part) throws IOException {
        try {
            InputPermissions.require(part.inputs(), session.sparkContext().hadoopConfiguration());
            return true;
        } catch (UnsupportedOperationException denied) {
            LOG.debug("A part of a query is computed although it lies in a dataset: {}", denied.getMessage());
            return false;
        }
    }
}
