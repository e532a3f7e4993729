package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Generated queries, each written in several ways and changed in one place or two: equal fingerprints must mean equal rows.
 * the same few in every build, and with {@code -Pfuzz} as many pairs as {@code fuzz.pairs} says, from {@code fuzz.seed} or else from
 * another one every time. A failure says which.
 */
@Tag("fuzz")
class FingerprintFuzzTest {
    private static final int VARIANTS = 16;

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
        FuzzOracle oracle = new FuzzOracle((sql, query) -> Fingerprints.create().of(query));

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
        assertThat(oracle.equalPairs).as("%s: enough must be equal", said).isGreaterThan(oracle.pairs / 20);
        assertThat(oracle.pairs - oracle.equalPairs)
                .as("%s: enough must differ", said)
                .isGreaterThan(oracle.pairs / 5);
        assertThat(oracle.failed).as("%s: most must run", said).isLessThan(oracle.executed / 4);
        assertThat((long) rejected).as("%s: most must be SQL", said).isLessThan(oracle.queries / 10);
    }

    /** What shows that the test can fail: a form that does not look at numbers. */
    @Test
    void aFormThatIgnoresLiteralsIsCaught() {
        FuzzOracle oracle = new FuzzOracle((sql, query) -> Fingerprints.create()
                .of(query.sparkSession()
                        .sql(sql.replaceAll("\\b[0-9]+L\\b", "1L").replaceAll("'[sS ]+[0-9] ?'", "'s1'"))));

        run(oracle, 10_000, 1, 424_204); // One from which it does not take long.

        assertThat(oracle.violations).isNotEmpty();
    }

    private static long seed() {
        String seed = System.getProperty("fuzz.seed", "1");
        return seed.isBlank() ? System.nanoTime() : Long.parseLong(seed);
    }

    /** How many of the generated queries Spark does not take. */
    private static int run(FuzzOracle oracle, long pairs, int violations, long seed) {
        int rejected = 0;
        for (long group = 0; oracle.pairs < pairs && oracle.violations.size() < violations; group++) {
            Random random = new Random(seed + group);
            FuzzQuery query = FuzzQuery.random(1 + random.nextInt(3), random);
            Map<String, Dataset<Row>> variants = new LinkedHashMap<>();
            for (int i = 0; i < VARIANTS; i++) {
                FuzzQuery variant = query;
                for (int changes = i < 4 ? 0 : 1 + random.nextInt(2); changes > 0; changes--) {
                    variant = variant.mutated(random);
                }
                int session = i % 3 < 2 ? 0 : random.nextInt(sessions.all().size());
                String sql = FuzzSql.of(variant, random);
                try {
                    variants.put(
                            "/* session " + session + ", seed " + (seed + group) + " */ " + sql,
                            sessions.all().get(session).sql(sql));
                } catch (Exception notTaken) {
                    rejected++;
                    if (Boolean.getBoolean("fuzz.reasons")) {
                        System.err.println("not SQL: " + notTaken + " in " + sql);
                    }
                }
            }
            oracle.compare(variants);
            if (group % SHOWN == SHOWN - 1) {
                System.err.println("Fingerprints of generated queries so far: " + oracle.summary());
            }
        }
        return rejected;
    }
}
