package io.turnstile.spark.reuse;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.reuse.ReusableGenerations;
import io.turnstile.core.reuse.ReusableGenerations.Reusable;
import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.PlanLeaves;
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

    /** Where a part lies, or why it lies nowhere. */
    sealed interface Answer permits Hit, Miss {}

    /**
     * A part that lies in no dataset that serves.
     *
     * @param because what is in the way, as a sentence goes on; empty if there is nothing to be in the way of
     * @param found the generation that it is in the way of, if it was looked for
     */
    record Miss(PlanPart part, String because, @Nullable Reusable found) implements Answer {}

    /**
     * A part that lies in a dataset.
     *
     * @param columns for each attribute that is needed, the name of the column that holds it
     */
    record Hit(PlanPart part, Reusable found, Map<Attribute, String> columns) implements Answer {
        Generation generation() {
            return found.generation();
        }
    }

    /** The part that consists of a node and what is beneath it, if anybody may have its rows. Asks nobody. */
    Optional<PlanPart> proposed(LogicalPlan node) {
        return proposed.computeIfAbsent(
                node, each -> parts.of(each, look::reads).filter(part -> look.knows(part.rows())));
    }

    /** Whether there is such a part in a plan. Asks nobody. */
    boolean isAnyIn(LogicalPlan plan) {
        Boolean before = any.get(plan);
        if (before == null) {
            // The plan itself first, so that common table expressions are known where they are referred to.
            before = proposed(plan).isPresent();
            for (LogicalPlan beneath : PlanLeaves.beneath(plan)) {
                before |= isAnyIn(beneath);
            }
            any.put(plan, before);
        }
        return before;
    }

    /** The first such part of a plan, from its root downward. Asks nobody. */
    Optional<PlanPart> first(LogicalPlan plan) {
        if (!isAnyIn(plan)) {
            return Optional.empty();
        }
        Optional<PlanPart> own = proposed(plan);
        return own.isPresent()
                ? own
                : PlanLeaves.beneath(plan).stream()
                        .flatMap(each -> first(each).stream())
                        .findFirst();
    }

    /**
     * Where a part lies.
     *
     * @param needed the expression ids of the attributes that are needed; null for all
     * @return a miss if it lies nowhere, if that lacks a column, or if this user may not read what it was computed from
     */
    Answer find(PlanPart part, @Nullable Set<Long> needed) throws IOException {
        Optional<String> inputs = part.inputsHash();
        if (inputs.isEmpty()) {
            return new Miss(part, "the version of something that it reads is unknown, or it reads two of one", null);
        }
        List<Attribute> output = FromScala.list(part.plan().output());
        List<Attribute> wanted = new ArrayList<>();
        for (Attribute attribute : output) {
            if (needed == null || needed.contains(attribute.exprId().id())) {
                wanted.add(attribute);
            }
        }
        if (part.needsAllColumns() && wanted.size() < output.size()) {
            return new Miss(
                    part, "of what tells no types, as text, all columns must be needed, and some are not", null);
        }
        // Of the datasets that are looked at, in their order; one that serves is the last.
        List<Answer> answers = new ArrayList<>();
        Optional<Reusable> found = look.find(part.rows(), inputs.get(), each -> {
            if (target.maybe(catalog, each.dataset())) {
                return false;
            }
            Answer answer = columns(part, wanted, each);
            answers.add(answer);
            return answer instanceof Hit;
        });
        if (found.isEmpty()) {
            return answers.isEmpty() ? new Miss(part, "", null) : answers.get(0);
        }
        try {
            InputPermissions.require(part.inputs(), session.sessionState().newHadoopConf());
        } catch (UnsupportedOperationException denied) {
            String because = String.valueOf(denied.getMessage());
            LOG.debug("A part of a query is computed although it lies in a dataset: {}", because);
            return new Miss(part, because, found.get());
        }
        return answers.get(answers.size() - 1);
    }

    private static Answer columns(PlanPart part, List<Attribute> wanted, Reusable found) {
        Map<Attribute, String> columns = new LinkedHashMap<>();
        for (Attribute attribute : wanted) {
            Optional<QueryFingerprint.Column> asked = part.column(attribute);
            Optional<Origin.Column> stored = asked.flatMap(column -> found.signature().columns().stream()
                    .filter(each ->
                            each.hash().equals(column.hash()) && each.type().equals(column.type()))
                    .findFirst());
            if (stored.isEmpty()) {
                LOG.debug("Dataset {} lacks column {} of a query", found.dataset(), attribute.name());
                return new Miss(part, "it lacks the column " + attribute.name() + ", as this query has it", found);
            }
            columns.put(attribute, stored.get().name());
        }
        return new Hit(part, found, columns);
    }
}
