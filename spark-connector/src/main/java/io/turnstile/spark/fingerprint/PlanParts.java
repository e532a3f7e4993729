package io.turnstile.spark.fingerprint;

import io.turnstile.core.commit.Origin.Signature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a query's plan that could be queries of their own, each with its fingerprint. A part that is refused does not
 * keep those beneath it from being told. The whole plan is read once, however many parts are asked for. Not thread-safe.
 */
public final class PlanParts {
    private final SQLConf conf;
    private final String sparkVersion;
    private final PlanReader reader;
    private final KnownSources known = new KnownSources();
    private final PlanSources sources = new PlanSources(known);
    private final IdentityHashMap<LogicalPlan, Boolean> text = new IdentityHashMap<>();
    private @Nullable String settings;

    PlanParts(SQLConf conf, Surroundings surroundings, String sparkVersion) {
        this.conf = conf;
        this.sparkVersion = sparkVersion;
        this.reader = new PlanReader(new Leaves(known, new SourceForm(conf)), surroundings);
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
        return of(node, any -> true);
    }

    /**
     * The same, for who wants only some parts: what is read is told sooner than what is computed.
     *
     * @param wanted says so by what the hash of a part's inputs begins with, as {@link Signature#SOURCES} tells
     */
    public Optional<PlanPart> of(LogicalPlan node, Predicate<String> wanted) {
        return SQLConf.withExistingConf(conf, () -> {
            try {
                return part(node, wanted);
            } catch (Exception | LinkageError | StackOverflowError untold) { // Scala throws what it does not declare.
                return Optional.empty();
            }
        });
    }

    private Optional<PlanPart> part(LogicalPlan node, Predicate<String> wanted) {
        Collection<LogicalPlan> read = sources.leaves(node);
        if (node instanceof WithCTE with) {
            reader.define(with);
            return Optional.empty();
        }
        boolean passesOn = PlanReader.isTransparent(node) || node instanceof CTERelationDef;
        if (passesOn || node.children().isEmpty() || !wanted.test(sources.of(read))) {
            return Optional.empty();
        }
        SealedRows rows = reader.sealed(node);
        boolean readsText = read.stream().anyMatch(this::isText);
        List<QueryFingerprint.Column> columns = new ArrayList<>();
        if (readsText) {
            for (Attribute attribute : FromScala.list(node.output())) {
                columns.add(FingerprintHash.column(
                        rows, attribute, rows.term(attribute.exprId().id(), attribute.name())));
            }
        }
        return Optional.of(new PlanPart(
                node, rows, FingerprintHash.ofRows(rows, settings(), readsText, columns), readsText, read));
    }

    private String settings() {
        String digest = settings;
        if (digest == null) {
            digest = Settings.digest(conf, sparkVersion);
            settings = digest;
        }
        return digest;
    }

    private boolean isText(LogicalPlan leaf) {
        return text.computeIfAbsent(leaf, each -> {
            Source source = known.of(each);
            return source != null && source.text();
        });
    }
}
