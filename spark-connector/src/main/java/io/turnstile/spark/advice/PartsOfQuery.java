package io.turnstile.spark.advice;

import io.turnstile.core.identity.Digest;
import io.turnstile.spark.advice.CandidateParts.Candidate;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.PlanPart;
import io.turnstile.spark.fingerprint.ReadInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.util.Utils;

/** Makes the event that tells of a query which has run. Runs no job; lists files only where the plan does not hold them yet. */
final class PartsOfQuery {
    private static final int MOST = 50;
    private static final int LONGEST = 300;
    private static final int MOST_NAMES = 10;
    private static final int MOST_COLUMNS = 200;
    private static final int DIGITS = 10;

    private final SQLConf conf;
    private final RanPlan ran;
    private final Map<BitSet, Optional<Inputs>> inputs = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final IdentityHashMap<PlanPart, Integer> placesOfParts = new IdentityHashMap<>();
    private final List<QueryParts.Part> told = new ArrayList<>();

    private PartsOfQuery(SQLConf conf, RanPlan ran) {
        this.conf = conf;
        this.ran = ran;
    }

    /** What parts of the same leaves have in common. */
    private record Inputs(String version, List<String> names) {
        static Optional<Inputs> of(PlanPart part) {
            return part.inputsHash()
                    .map(version -> new Inputs(
                            version,
                            part.inputs().stream()
                                    .map(ReadInput::name)
                                    .limit(MOST_NAMES)
                                    .toList()));
        }
    }

    /** Empty if it has no part of which it is known what it computes and from what, or none of them ran. */
    static Optional<QueryParts> of(long execution, QueryExecution query) {
        SparkSession session = query.sparkSession();
        SQLConf conf = query.sparkSession().sessionState().conf();
        // Spark's expressions ask the settings for what they are.
        return SQLConf.withExistingConf(conf, () -> {
            ReadLeaves leaves = new ReadLeaves();
            List<Candidate> all =
                    CandidateParts.of(query.analyzed(), Fingerprints.create().parts(conf, session.version()), leaves);
            all.sort(Comparator.comparing((Candidate each) -> each.extent().nodes())
                    .reversed());
            PartsOfQuery parts = new PartsOfQuery(conf, RanPlan.of(query.executedPlan(), leaves));
            for (Candidate candidate : all) {
                if (parts.told.size() < MOST) {
                    parts.placesOfParts.put(candidate.part(), parts.tell(candidate));
                }
            }
            return parts.told.isEmpty() ? Optional.empty() : Optional.of(parts.event(execution));
        });
    }

    private QueryParts event(long execution) {
        return new QueryParts(execution, stages(), List.copyOf(told));
    }

    private List<QueryParts.Stage> stages() {
        double[] work = ran.work();
        List<QueryParts.Stage> stages = new ArrayList<>();
        for (Set<Long> metrics : ran.stages()) {
            stages.add(new QueryParts.Stage(metrics.stream().sorted().toList(), Math.rint(work[stages.size()])));
        }
        return stages;
    }

    /** Tells of a part; where it stands, or where what it is a part of does if nothing is to be told of it. */
    private int tell(Candidate candidate) {
        int within = candidate.within() == null ? -1 : placesOfParts.getOrDefault(candidate.within(), -1);
        PlanPart part = candidate.part();
        LogicalPlan plan = part.plan();
        PartCost cost = PartCost.of(candidate.extent(), candidate.needed(), ran);
        if (cost.shares().isEmpty()) {
            return within;
        }
        // Files of the same leaves are looked at once.
        Optional<Inputs> read = inputs.computeIfAbsent(candidate.extent().leaves(), same -> Inputs.of(part));
        if (read.isEmpty()) {
            return within;
        }
        List<String> columns = columns(part, candidate.needed());
        // What is there twice in one query, or with another name, is told once: the larger plan comes first.
        String key = part.rows() + columns + read.get().version;
        Integer before = places.putIfAbsent(key, told.size());
        if (before != null) {
            return before;
        }
        told.add(new QueryParts.Part(
                part.rows(),
                columns,
                read.get().version,
                cut(text(plan, candidate.needed())),
                cut(Utils.redact(conf.stringRedactionPattern(), SqlText.of(plan))),
                read.get().names,
                candidate.extent().nodes(),
                within,
                cost.shares(),
                cost.given(),
                candidate.whole() ? 1 : 0,
                cost.reading(),
                cost.writing(),
                cost.column()));
        return told.size() - 1;
    }

    /** Short, as they are only compared within the same rows. Of very many, one for all of them. */
    private static List<String> columns(PlanPart part, List<Attribute> needed) {
        List<String> columns = new ArrayList<>();
        for (Attribute attribute : needed) {
            part.column(attribute)
                    .map(column -> Digest.of(column.hash(), column.type()).substring(0, DIGITS))
                    .ifPresent(columns::add);
        }
        List<String> sorted = columns.stream().distinct().sorted().toList();
        return sorted.size() > MOST_COLUMNS ? List.of(Digest.of(sorted)) : sorted;
    }

    private static String text(LogicalPlan plan, List<Attribute> needed) {
        return plan.nodeName() + ": " + needed.stream().map(Attribute::name).collect(Collectors.joining(", "));
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
