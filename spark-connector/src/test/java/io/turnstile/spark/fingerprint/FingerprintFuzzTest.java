package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.Origin.Signature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Generated queries, each written in several ways and changed in one place or two: equal fingerprints must mean equal rows.
 * the same few in every build, and with {@code -Pfuzz} as many pairs as {@code fuzz.pairs} says, from {@code fuzz.seed} or else from
 * another one every time. A failure says which.
 */
@Tag("fuzz")
class FingerprintFuzzTest {
    private static final int VARIANTS = 32;

    /** How many of these are the query itself in the usual session; those that follow are the same in each of the others. */
    private static final int AS_IT_IS = 5;

    /** How many more of these have one choice made otherwise, and how many read another table; in the rest anything is changed. */
    private static final int CHOICES = 14;

    private static final int TABLES = 2;

    /** In so many of those with another choice each column makes one, if the query is such that each is compared by itself. */
    private static final int COLUMNS = 8;

    /** With fewer rows than that a query shows little; another one is taken then, but not more than so many. */
    private static final int FEW = 3;

    private static final int TRIES = 6;

    /** How many rows most limits leave at most. */
    private static final int LIMITED = 8;

    /** Within how many queries, with their variants, a broken form must be caught: 100,000 pairs are of some 480. */
    private static final int SOON = 300;

    /** How far apart the seeds are from which that is tried, so that no query is of two of them. */
    private static final long APART = 1_000_000;

    /** Forms that are caught by the first queries. */
    private static final List<String> AT_ONCE = List.of("conditions");

    /** Every how many queries it is said how far it is. */
    private static final int SHOWN = 20;

    private static FuzzSessions sessions;

    @BeforeAll
    static void start() {
        sessions = new FuzzSessions();
    }

    @Test
    void equalFingerprintsMeanEqualRows() {
        long wanted = Long.parseLong(System.getProperty("fuzz.pairs", "500"));
        long seed = seed();
        FuzzOracle oracle = new FuzzOracle(FingerprintFuzzTest::fingerprint, new FuzzRows());

        int rejected = run(oracle, wanted, 10, seed);

        String said = "seed " + seed + ": " + oracle.summary() + ", " + rejected + " not SQL";
        System.out.println("Fingerprints of generated queries, " + said);
        if (Boolean.getBoolean("fuzz.reasons")) {
            oracle.reasons().forEach((reason, times) -> System.out.println(times + " " + reason));
        }
        assertThat(oracle.violations).as(said).isEmpty();
        assertThat(oracle.refused)
                .as("%s: most must be accepted, or nothing is shown", said)
                .isLessThan(oracle.queries / 2);
        assertThat(oracle.equalPairs).as("%s: enough must be equal", said).isGreaterThan(oracle.pairs / 30);
        assertThat(oracle.pairs - oracle.equalPairs)
                .as("%s: enough must differ", said)
                .isGreaterThan(oracle.pairs / 5);
        assertThat(oracle.failed).as("%s: most must run", said).isLessThan(oracle.executed / 4);
        assertThat((long) rejected).as("%s: most must be SQL", said).isLessThan(oracle.queries / 10);
    }

    private static FingerprintAnswer fingerprint(String sql, Dataset<Row> query) {
        FingerprintAnswer answer = Fingerprints.create().of(query);
        if (answer instanceof QueryFingerprint told) {
            String sources = told.inputsHash().substring(0, Signature.SOURCES);
            assertThat(new PlanSources()
                            .isAny(
                                    query.queryExecution().analyzed(),
                                    query.sparkSession().sessionState().conf(),
                                    sources::equals))
                    .as("reuse looks for what reads this: %s", sql)
                    .isTrue();
        }
        return answer;
    }

    /**
     * What shows that the test can fail: forms that do not look at one thing each. Every one of them is caught soon, and not only
     * from a seed that suits it.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyFormThatIgnoresSomethingIsCaught(long seed) {
        FuzzRows rows = new FuzzRows();
        Map<String, FuzzOracle> uncaught = new TreeMap<>();
        BrokenForms.over(sessions).forEach((name, form) -> uncaught.put(name, new FuzzOracle(form, rows)));
        if (System.getProperty("fuzz.broken") == null) {
            uncaught.keySet().retainAll(AT_ONCE);
        }
        Map<String, Long> caught = new TreeMap<>();

        for (long group = 0; group < SOON && !uncaught.isEmpty(); group++) {
            Map<String, Dataset<Row>> variants = variants(seed, group);
            uncaught.values().forEach(oracle -> oracle.compare(variants));
            uncaught.forEach((name, oracle) -> {
                if (!oracle.violations.isEmpty()) {
                    caught.put(name, oracle.pairs);
                }
            });
            uncaught.keySet().removeAll(caught.keySet());
            System.err.println("Forms not caught by " + (group + 1) + " queries: " + uncaught.keySet());
        }

        System.out.println("Pairs until a form that ignores something was caught, seed " + seed + ": " + caught);
        assertThat(uncaught.keySet())
                .as("never caught, seed %d: %s", seed, caught)
                .isEmpty();
    }

    /** One in every build, with a few forms; with {@code fuzz.broken} that many, each with all forms, which takes minutes. */
    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("fuzz.broken", 1)).map(i -> seed() + i * APART);
    }

    private static long seed() {
        String seed = System.getProperty("fuzz.seed", "1");
        return seed.isBlank() ? System.nanoTime() : Long.parseLong(seed);
    }

    /** How many of the generated queries Spark does not take. */
    private static int run(FuzzOracle oracle, long pairs, int violations, long seed) {
        int rejected = 0;
        for (long group = 0; oracle.pairs < pairs && oracle.violations.size() < violations; group++) {
            Map<String, Dataset<Row>> variants = variants(seed, group);
            rejected += VARIANTS - variants.size();
            oracle.compare(variants);
            if (group % SHOWN == SHOWN - 1) {
                System.err.println("Fingerprints of generated queries so far: " + oracle.summary());
            }
        }
        return rejected;
    }

    /** A query in several ways and with changes, without those that Spark does not take. Each operator has its turn at the top. */
    private static Map<String, Dataset<Row>> variants(long seed, long group) {
        Random random = new Random(seed + group);
        List<FuzzQuery.Operator> operators = List.of(FuzzQuery.Operator.values());
        FuzzQuery.Operator top = operators.get(1 + Math.floorMod(seed + group, operators.size() - 1));
        FuzzQuery original = original(top, seed + group, random);
        Map<String, Dataset<Row>> variants = new LinkedHashMap<>();
        List<FuzzVariant> all = variants(original, top, random);
        for (int i = 0; i < all.size(); i++) {
            FuzzVariant variant = all.get(i);
            String sql = FuzzSql.of(variant.query(), random);
            String said =
                    "/* session " + variant.session() + ", seed " + (seed + group) + ", variant " + i + " */ " + sql;
            try {
                variants.put(said, sessions.all().get(variant.session()).sql(sql));
            } catch (Exception notTaken) {
                if (Boolean.getBoolean("fuzz.reasons")) {
                    System.err.println("not SQL: " + notTaken + " in " + sql);
                }
            }
        }
        return variants;
    }

    /** One of which a change can show: what is refused is not compared, and what gives no rows gives none after most changes. */
    private static FuzzQuery original(FuzzQuery.Operator top, long turn, Random random) {
        FuzzQuery original;
        boolean enough;
        int tries = 0;
        do {
            long turnOfTop = Math.floorDiv(turn, FuzzQuery.Operator.values().length - 1);
            FuzzQuery query =
                    FuzzQuery.random(1 + random.nextInt(3), top, random).inTurn(turnOfTop, random);
            boolean wide = (query.hasColumns() && top != FuzzQuery.Operator.PROJECT) || top == FuzzQuery.Operator.LIMIT;
            original = random.nextInt(6) < (wide ? 5 : 2) ? query : query.shown(turn, random);
            tries++;
            // A limit shows only where it leaves rows out.
            enough = top == FuzzQuery.Operator.LIMIT ? rows(query.inputs().get(0)) > LIMITED : rows(original) >= FEW;
        } while (tries < TRIES && !enough);
        return original;
    }

    /** None if Spark does not take it or it is refused, so that nothing of it is compared. */
    private static int rows(FuzzQuery query) {
        try {
            Dataset<Row> sql = sessions.all().get(0).sql(FuzzSql.of(query, new Random(0)));
            return Fingerprints.create().of(sql) instanceof QueryFingerprint
                    ? FuzzRows.run(() -> sql).map(List::size).orElse(0)
                    : 0;
        } catch (Exception notTaken) {
            return 0;
        }
    }

    /** It as it is, in each session, with one choice after the other made otherwise, and with whatever else can be changed. */
    private static List<FuzzVariant> variants(FuzzQuery original, FuzzQuery.Operator top, Random random) {
        List<FuzzVariant> variants = new ArrayList<>(Collections.nCopies(AS_IT_IS, new FuzzVariant(original, 0)));
        for (int session = 1; session < sessions.all().size(); session++) {
            variants.add(new FuzzVariant(original, session));
        }
        FuzzChanges changes = new FuzzChanges(original);
        List<FuzzQuery> others = new ArrayList<>();
        for (int turn = 0; original.hasColumns() && turn < COLUMNS; turn++) {
            others.add(changes.choiceInEachColumn(turn));
        }
        List<FuzzQuery> ofTop = changes.choices(top, random);
        others.addAll(ofTop.subList(0, Math.min(CHOICES - others.size(), ofTop.size())));
        List<FuzzQuery> ofTables = changes.choices(FuzzQuery.Operator.TABLE, random);
        Collections.shuffle(ofTables, random);
        others.addAll(ofTables.subList(0, Math.min(TABLES, ofTables.size())));
        others.forEach(other -> variants.add(new FuzzVariant(other, 0)));
        while (variants.size() < VARIANTS) {
            FuzzVariant variant = new FuzzVariant(original, 0);
            for (int times = 1 + random.nextInt(4) / 3; times > 0; times--) {
                variant = variant.mutated(sessions.all().size(), top, random);
            }
            variants.add(variant);
        }
        return variants;
    }
}
