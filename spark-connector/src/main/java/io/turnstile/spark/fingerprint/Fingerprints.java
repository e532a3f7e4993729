package io.turnstile.spark.fingerprint;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;

/** Fingerprints of queries. Runs no job; lists files only where the plan does not hold them yet. Thread-safe. */
public final class Fingerprints {
    private final Clock clock;

    private Fingerprints(Clock clock) {
        this.clock = clock;
    }

    /** With the day as this machine has it, for queries that ask for it. */
    public static Fingerprints create() {
        return new Fingerprints(Clock.systemUTC());
    }

    static Fingerprints at(Clock clock) {
        return new Fingerprints(clock);
    }

    /** Of a query with the settings of its session. Never fails: what cannot be read is a refusal. */
    public FingerprintAnswer of(Dataset<?> query) {
        return of(
                query.queryExecution().analyzed(),
                query.queryExecution().sparkSession().sessionState().conf(),
                query.sparkSession().version());
    }

    /**
     * Never fails: what cannot be read is a refusal.
     *
     * @param analysed a plan that is analysed and not optimised
     * @param conf the settings of the session that runs it
     * @param sparkVersion as {@code SparkSession.version()} tells it
     */
    public FingerprintAnswer of(LogicalPlan analysed, SQLConf conf, String sparkVersion) {
        // Spark's expressions ask the settings for what they are.
        return SQLConf.withExistingConf(conf, () -> {
            List<ReadInput> inputs = inputs(analysed);
            try {
                return told(analysed, conf, sparkVersion, inputs);
            } catch (Untold untold) {
                return new Refusal(untold.reason(), inputs);
            } catch (StackOverflowError deep) {
                return new Refusal(
                        "the query is nested too deeply; write a part of it to a dataset, and read that", inputs);
            } catch (Exception | LinkageError unreadable) { // Scala throws what it does not declare.
                return new Refusal("its plan cannot be read: " + unreadable, inputs);
            }
        });
    }

    /** What any query reads, also one that has no fingerprint. Never fails. */
    public List<ReadInput> inputs(LogicalPlan analysed) {
        try {
            return InputReader.read(new PlanLeaves().of(analysed));
        } catch (Exception | LinkageError | StackOverflowError unreadable) { // Scala throws what it does not declare.
            return List.of(
                    ReadInput.unknown(ReadInput.Kind.OTHER, "the query", "its plan cannot be read: " + unreadable));
        }
    }

    /**
     * The parts of a query, of which some may have a fingerprint where the whole has none.
     *
     * @param conf the settings of the session that runs it
     */
    public PlanParts parts(SQLConf conf, String sparkVersion) {
        return new PlanParts(conf, new Surroundings(conf, clock), sparkVersion);
    }

    /** How {@link QueryFingerprint.Column#type} spells a type; empty for one that no column of a fingerprint has. */
    public static Optional<String> type(DataType type) {
        try {
            return Optional.of(TypeText.plain(type));
        } catch (Untold unknown) {
            return Optional.empty();
        }
    }

    private QueryFingerprint told(LogicalPlan plan, SQLConf conf, String sparkVersion, List<ReadInput> inputs) {
        SourceForm sources = new SourceForm(conf);
        SealedRows rows = SealedRows.of(
                new PlanReader(new Leaves(new KnownSources(), sources), new Surroundings(conf, clock)).read(plan));
        List<QueryFingerprint.Column> columns = new ArrayList<>();
        List<String> description = new ArrayList<>();
        for (Attribute attribute : FromScala.list(plan.output())) {
            Term term = rows.term(attribute.exprId().id(), attribute.name());
            columns.add(FingerprintHash.column(rows, attribute, term));
            description.add("column " + attribute.name() + " = " + rows.naming.text(term));
        }
        String inputsHash = FingerprintHash.ofInputs(inputs);
        description.addAll(rows.lines());
        return new QueryFingerprint(
                rows.hash,
                FingerprintHash.ofRows(rows, Settings.digest(conf, sparkVersion), sources.readText(), columns),
                inputsHash,
                List.copyOf(columns),
                inputs,
                Settings.that(conf, sparkVersion),
                List.copyOf(description));
    }
}
