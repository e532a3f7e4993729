package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.internal.SQLConf;

/**
 * The parts of a query's plan that could be queries of their own, each with its fingerprint. A part that is refused does not
 * keep those beneath it from being told. The whole plan is read once, however many parts are asked for. Not thread-safe.
 */
public final class PlanParts {
    private final SQLConf conf;
    private final String settings;
    private final PlanReader reader;
    private final PlanLeaves leaves = new PlanLeaves();
    private final KnownSources sources = new KnownSources();
    private final IdentityHashMap<LogicalPlan, Boolean> text = new IdentityHashMap<>();

    PlanParts(SQLConf conf, Surroundings surroundings, String settings) {
        this.conf = conf;
        this.settings = settings;
        this.reader = new PlanReader(new Leaves(sources, new SourceForm(conf)), surroundings);
    }

    /**
     * The first expression of a node whose value depends on more than the rows beneath it: on chance, on their order, or on the
     * files and tasks that they come from. Of an aggregate that is not known it cannot be told; of rows that a window's or a
     * limit's order leaves equal, any order is as good as another.
     */
    public static Optional<Expression> notOfRowsAlone(LogicalPlan node) {
        for (Expression expression : FromScala.list(node.expressions())) {
            if (!expression.deterministic() || (node instanceof Aggregate && expression.exists(PlanParts::isUnknown))) {
                return Optional.of(expression);
            }
        }
        return Optional.empty();
    }

    private static boolean isUnknown(Expression part) {
        return part instanceof AggregateFunction && !KnownExpressions.is(KnownExpressions.Kind.AGGREGATE, part);
    }

    /**
     * The part that consists of a node and what is beneath it. Nodes are to be asked for from above, so that common table
     * expressions are known where they are referred to.
     *
     * @return empty if it is a leaf, if it only passes on its child's rows, or if it cannot be told what it gives
     */
    public Optional<PlanPart> of(LogicalPlan node) {
        return SQLConf.withExistingConf(conf, () -> {
            try {
                return part(node);
            } catch (Exception | LinkageError | StackOverflowError untold) { // Scala throws what it does not declare.
                return Optional.empty();
            }
        });
    }

    private Optional<PlanPart> part(LogicalPlan node) {
        Collection<LogicalPlan> read = leaves.of(node);
        SealedRows rows = reader.sealed(node);
        boolean passesOn = PlanReader.isTransparent(node) || node instanceof WithCTE || node instanceof CTERelationDef;
        if (passesOn || node.children().isEmpty()) {
            return Optional.empty();
        }
        boolean readsText = read.stream().anyMatch(this::isText);
        List<QueryFingerprint.Column> columns = new ArrayList<>();
        if (readsText) {
            for (Attribute attribute : FromScala.list(node.output())) {
                columns.add(FingerprintHash.column(
                        rows, attribute, rows.term(attribute.exprId().id(), attribute.name())));
            }
        }
        return Optional.of(
                new PlanPart(node, rows, FingerprintHash.ofRows(rows, settings, readsText, columns), readsText, read));
    }

    private boolean isText(LogicalPlan leaf) {
        return text.computeIfAbsent(leaf, each -> {
            Source source = sources.of(each);
            return source != null && source.text();
        });
    }
}
