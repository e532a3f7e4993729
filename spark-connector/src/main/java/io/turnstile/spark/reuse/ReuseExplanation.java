package io.turnstile.spark.reuse;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.reuse.ReusableGenerations.Look;
import io.turnstile.spark.catalog.OpenRoots;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.fingerprint.FingerprintAnswer;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.QueryFingerprint;
import io.turnstile.spark.fingerprint.Refusal;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.origin.QueryOrigin;
import io.turnstile.spark.origin.SessionFingerprint;
import io.turnstile.spark.procedures.ReuseRow;
import io.turnstile.spark.reuse.PartsInDatasets.Hit;
import io.turnstile.spark.reuse.PartsInDatasets.Miss;
import io.turnstile.spark.session.QueryText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;

/**
 * The explanation of what {@code spark.turnstile.reuse=all} makes of a query: the same walk through its plan, in which nothing is
 * opened. Computes nothing, waits for nobody, changes nothing.
 */
public final class ReuseExplanation {
    private static final int LONGEST = 300;

    private final DatasetRoot root;
    private final Look look;

    private ReuseExplanation(DatasetRoot root, Look look) {
        this.root = root;
        this.look = look;
    }

    /**
     * Of a query that was made.
     *
     * @param catalog whose datasets are meant
     * @throws IOException if the file system does not answer
     */
    public static List<ReuseRow> of(SparkSession session, String catalog, Dataset<?> query) throws IOException {
        return of(session, catalog, query.queryExecution().analyzed());
    }

    /**
     * Of a query that is given as its text.
     *
     * @throws io.turnstile.core.option.InvalidOptionException if it is a command; else what Spark throws if it is no query
     * @throws IOException if the file system does not answer
     */
    public static List<ReuseRow> of(SparkSession session, String catalog, String query) throws IOException {
        try {
            return of(session, catalog, QueryText.analysed(session, query));
        } catch (ParseException noQuery) {
            throw Failures.<RuntimeException>asIs(noQuery);
        }
    }

    private static List<ReuseRow> of(SparkSession session, String catalog, LogicalPlan analysed) throws IOException {
        DatasetRoot root = OpenRoots.open(session, ConnectorOptions.ofCatalog(catalog, session.conf()));
        Look look = root.reusable().glance();
        // Spark's cache has plans normalised that it is asked for, and with a hint that is to compute it.
        LogicalPlan plan = CachedHint.without(analysed);
        PartsInDatasets parts = new PartsInDatasets(
                session,
                catalog,
                look,
                WriteTarget.of(plan),
                Fingerprints.create().parts(session.sessionState().conf(), session.version()));
        ExplainedParts explained = new ExplainedParts(parts);
        if (QueryShape.mayBeReplacedIn(plan)) {
            new Substitution(session, parts, hit -> Optional.of(hit.part().plan()), explained).of(plan);
        }
        return new ReuseExplanation(root, look).rows(explained, SessionFingerprint.of(session, plan));
    }

    private List<ReuseRow> rows(ExplainedParts explained, FingerprintAnswer query) throws IOException {
        List<ReuseRow> rows = new ArrayList<>();
        for (Hit hit : explained.hits()) {
            rows.add(new ReuseRow(
                    ReuseRow.HIT,
                    inOneLine(hit.part().description()),
                    hit.found().dataset().toString(),
                    hit.generation().name().toString(),
                    hit.generation().computeTime(),
                    ""));
        }
        for (Miss miss : explained.misses()) {
            rows.add(miss(miss.part().description(), new SameRows(root, look).nearest(miss)));
        }
        if (query instanceof Refusal refusal) {
            rows.add(new ReuseRow(ReuseRow.REFUSED, "the query", null, null, null, refusal.reason()));
        } else if (rows.isEmpty()) {
            rows.add(similar((QueryFingerprint) query));
        }
        return rows;
    }

    private ReuseRow similar(QueryFingerprint query) throws IOException {
        if (look.knows(query.rows())) {
            return miss(query.description(), null, "it computes nothing: it reads its source as it is");
        }
        QueryForm form = QueryForm.of(QueryOrigin.of(query).query().form());
        Optional<Nearest> nearest = new SimilarQueries(root, look).nearest(form);
        return nearest.isPresent()
                ? miss(query.description(), nearest.get())
                : miss(query.description(), null, "nothing in the index of the root has anything in common with it");
    }

    private static ReuseRow miss(List<String> part, Nearest nearest) {
        return miss(part, nearest, nearest.because());
    }

    private static ReuseRow miss(List<String> part, @Nullable Nearest nearest, String note) {
        return new ReuseRow(
                ReuseRow.MISS,
                inOneLine(part),
                nearest == null ? null : nearest.dataset().toString(),
                nearest == null ? null : nearest.generation().toString(),
                null,
                note);
    }

    private static String inOneLine(List<String> description) {
        String line = description.stream().map(String::strip).collect(Collectors.joining("; "));
        return line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line;
    }
}
