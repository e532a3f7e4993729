package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;

/**
 * A part of a query's plan of which it is known what rows it gives: what a query that consists of it alone would have as its
 * fingerprint. What it reads is looked at only if it is asked for. Not thread-safe.
 */
public final class PlanPart {
    private final LogicalPlan plan;
    private final SealedRows sealed;
    private final String rows;
    private final boolean text;
    private final Collection<LogicalPlan> leaves;
    private @Nullable List<ReadInput> inputs;

    /** @param text whether it reads text, so that it may give other rows if other columns are asked for */
    PlanPart(LogicalPlan plan, SealedRows sealed, String rows, boolean text, Collection<LogicalPlan> leaves) {
        this.plan = plan;
        this.sealed = sealed;
        this.rows = rows;
        this.text = text;
        this.leaves = leaves;
    }

    /** The node whose rows are meant. */
    public LogicalPlan plan() {
        return plan;
    }

    /** As {@link QueryFingerprint#rows()}. */
    public String rows() {
        return rows;
    }

    /** As {@link QueryFingerprint#inputsHash()}; empty if a version is not known, or there are two of one input. */
    public Optional<String> inputsHash() {
        try {
            return Optional.of(FingerprintHash.ofInputs(inputs()));
        } catch (Untold unknown) {
            return Optional.empty();
        }
    }

    /** What it reads, in subqueries too; of some the version may be unknown. May list files that the plan does not hold. */
    public List<ReadInput> inputs() {
        List<ReadInput> read = inputs;
        if (read == null) {
            read = InputReader.read(leaves);
            inputs = read;
        }
        return read;
    }

    /** Whether it may give other rows if not all of its columns are asked for, as parsers of text do. */
    public boolean needsAllColumns() {
        return text;
    }

    /** What a column of its output is, as in {@link QueryFingerprint#columns()}; empty if that is no data of its own. */
    public Optional<QueryFingerprint.Column> column(Attribute attribute) {
        Term term = sealed.rows().columns().get(attribute.exprId().id());
        try {
            return term == null ? Optional.empty() : Optional.of(FingerprintHash.column(sealed, attribute, term));
        } catch (Untold ofNoKnownType) {
            return Optional.empty();
        }
    }

    /** As {@link QueryFingerprint#description()}. */
    public List<String> description() {
        List<String> lines = new ArrayList<>();
        for (Attribute attribute : FromScala.list(plan.output())) {
            Term term = sealed.rows().columns().get(attribute.exprId().id());
            if (term != null) {
                lines.add("column " + attribute.name() + " = " + sealed.naming.text(term));
            }
        }
        lines.addAll(sealed.lines());
        return lines;
    }
}
