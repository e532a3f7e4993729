package io.turnstile.spark.fingerprint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Deduplicate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Except;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Intersect;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;

/**
 * Reads an analysed plan from its leaves upward into {@link Rows}. Not thread-safe.
 *
 * <p>What it leaves out (names, hints, sorts, partitioning) does not change the bag of rows; what it keeps is kept exactly. So
 * two plans that it wrongly takes for different cost a computation, and two that it wrongly takes for equal should not exist.
 */
final class PlanReader implements Subqueries {
    /** What gives its child's rows, whatever their order and partitioning. LimitAll is Spark 4's LIMIT ALL. */
    private static final Set<String> TRANSPARENT = Set.of(
            "SubqueryAlias",
            "View",
            "ResolvedHint",
            "Sort",
            "Repartition",
            "RepartitionByExpression",
            "RebalancePartitions",
            "Subquery",
            "LimitAll");

    /** Table expressions that use one another twice double each time: nobody is to wait for their fingerprint. */
    private static final int MOST_PARTS = 5_000;

    private final Leaves leaves;
    private final Surroundings surroundings;
    private final Readers readers;
    private final Map<Long, CTERelationDef> definitions;
    private final Set<Long> beingRead;
    private final AtomicInteger parts;

    /** What was read of each part: its rows, or why they cannot be told. */
    private final IdentityHashMap<LogicalPlan, Object> known = new IdentityHashMap<>();

    private final IdentityHashMap<Rows, SealedRows> sealed = new IdentityHashMap<>();

    /** What each plan is in a union, as a union of unions is one with the children of all. */
    private final IdentityHashMap<LogicalPlan, Factor> united = new IdentityHashMap<>();

    PlanReader(Leaves leaves, Surroundings surroundings) {
        this(leaves, surroundings, Map.of(), new HashMap<>(), new HashSet<>(), new AtomicInteger());
    }

    private PlanReader(
            Leaves leaves,
            Surroundings surroundings,
            Map<Long, Integer> outer,
            Map<Long, CTERelationDef> definitions,
            Set<Long> beingRead,
            AtomicInteger parts) {
        this.parts = parts;
        this.leaves = leaves;
        this.surroundings = surroundings;
        this.definitions = definitions;
        this.beingRead = beingRead;
        this.readers = new Readers(outer, this, surroundings);
    }

    @Override
    public SealedRows read(LogicalPlan plan, Map<Long, Integer> outer) {
        return SealedRows.of(new PlanReader(leaves, surroundings, outer, definitions, beingRead, parts).read(plan));
    }

    /** The rows of a plan, sealed once, however often they are asked for. @throws Untold as {@link #read(LogicalPlan)} does */
    SealedRows sealed(LogicalPlan plan) {
        Rows rows = read(plan);
        SealedRows before = sealed.get(rows);
        if (before == null) {
            before = plan instanceof Project project ? sealed(project.child()).projected(rows) : SealedRows.of(rows);
            sealed.put(rows, before);
        }
        return before;
    }

    /** Of one plan, however often it is asked for, one answer. @throws Untold if it cannot be told what the plan gives */
    Rows read(LogicalPlan plan) {
        Object before = known.get(plan);
        if (before instanceof Rows rows) {
            return rows;
        }
        if (before instanceof Untold untold) {
            throw untold;
        }
        try {
            count(1);
            Rows rows = rows(plan);
            known.put(plan, rows);
            return rows;
        } catch (Untold untold) {
            known.put(plan, untold);
            throw untold;
        }
    }

    private void count(int more) {
        if (parts.addAndGet(more) > MOST_PARTS) {
            throw new Untold(
                    "the query has more than " + MOST_PARTS + " parts; write one of them to a dataset, and read that");
        }
    }

    private Rows rows(LogicalPlan plan) {
        if (plan.isStreaming()) {
            throw new Untold(plan.nodeName() + " is a stream, which never ends; read a batch");
        }
        if (plan instanceof Project project) {
            return projected(read(project.child()), project);
        }
        if (plan instanceof Filter filter) {
            return filtered(read(filter.child()), filter.condition());
        }
        if (plan instanceof Join join) {
            return join(join);
        }
        if (plan instanceof Aggregate aggregate) {
            return new AggregateForm(sealed(aggregate.child()), readers)
                    .rows(
                            FromScala.list(aggregate.groupingExpressions()),
                            FromScala.list(aggregate.aggregateExpressions()));
        }
        if (plan instanceof Distinct distinct) {
            return distinct(distinct.child());
        }
        if (plan instanceof Deduplicate deduplicate) {
            return deduplicated(deduplicate);
        }
        if (plan instanceof Window window) {
            return WindowForm.rows(window, sealed(window.child()), readers);
        }
        if (plan instanceof Generate generate) {
            return GenerateForm.rows(generate, sealed(generate.child()), readers);
        }
        if (plan instanceof GlobalLimit || plan instanceof Offset) {
            return new LimitForm(readers, this::read).rows(plan);
        }
        return several(plan);
    }

    /** Whether its rows are those of its only child, in any order. */
    static boolean isTransparent(LogicalPlan plan) {
        return TRANSPARENT.contains(plan.getClass().getSimpleName())
                && plan.getClass().getName().startsWith("org.apache.spark.sql.catalyst.plans.logical.");
    }

    private Rows several(LogicalPlan plan) {
        if (plan instanceof Union union) {
            return SetForm.union(union, this::sealed, united);
        }
        if (plan instanceof Intersect intersect) {
            return SetForm.positional(intersect.isAll() ? "intersect all" : "intersect", plan, this::sealed);
        }
        if (plan instanceof Except except) {
            return SetForm.positional(except.isAll() ? "except all" : "except", plan, this::sealed);
        }
        if (plan instanceof Expand expand) {
            return SetForm.expand(expand, read(expand.child()), readers);
        }
        if (plan instanceof WithCTE with) {
            define(with);
            return read(with.plan());
        }
        if (plan instanceof CTERelationDef definition) {
            return read(definition.child());
        }
        if (plan instanceof CTERelationRef reference) {
            return reference(reference);
        }
        if (isTransparent(plan)) {
            return read(plan.children().head());
        }
        return leaves.read(plan);
    }

    /** Makes common table expressions known where they are referred to, should what defines them not be read. */
    void define(WithCTE with) {
        FromScala.list(with.cteDefs()).forEach(definition -> definitions.put(definition.id(), definition));
    }

    private Rows reference(CTERelationRef reference) {
        CTERelationDef definition = definitions.get(reference.cteId());
        if (definition == null || !beingRead.add(reference.cteId())) {
            throw new Untold("a common table expression refers to itself or to nothing; write it without recursion");
        }
        try {
            Rows rows = read(definition.child());
            count(rows.factors().size());
            Map<Long, Term> columns = new HashMap<>();
            List<Attribute> from = FromScala.list(definition.output());
            List<Attribute> to = FromScala.list(reference.output());
            for (int i = 0; i < to.size(); i++) {
                Term term = rows.columns().get(from.get(i).exprId().id());
                if (term != null) {
                    columns.put(to.get(i).exprId().id(), term);
                }
            }
            return rows.projected(columns);
        } finally {
            beingRead.remove(reference.cteId());
        }
    }

    private Rows projected(Rows child, Project project) {
        Map<Long, Term> columns = new HashMap<>();
        ExpressionReader reader = readers.over(child.columns());
        for (NamedExpression expression : FromScala.list(project.projectList())) {
            columns.put(expression.exprId().id(), reader.read((Expression) expression));
        }
        return child.projected(columns);
    }

    private Rows filtered(Rows child, Expression condition) {
        return child.where(Operators.conjuncts(readers.over(child.columns()).read(condition)));
    }

    private Rows join(Join join) {
        Rows left = read(join.left());
        Rows right = read(join.right());
        String type = join.joinType().sql();
        if (type.equals("INNER") || type.equals("CROSS")) {
            Rows product = left.times(right);
            return join.condition().isEmpty()
                    ? product
                    : filtered(product, join.condition().get());
        }
        return JoinForm.rows(join, left, right, readers);
    }

    private Rows distinct(LogicalPlan child) {
        List<Attribute> columns = FromScala.list(child.output());
        return new AggregateForm(sealed(child), readers).rows(columns, columns);
    }

    private Rows deduplicated(Deduplicate deduplicate) {
        List<Attribute> columns = FromScala.list(deduplicate.child().output());
        if (!new HashSet<>(FromScala.list(deduplicate.keys())).containsAll(columns)) {
            throw new Untold("dropDuplicates by some of the columns keeps any row of several; group by them instead");
        }
        return distinct(deduplicate.child());
    }
}
