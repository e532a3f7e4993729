package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.Turnstile;
import io.turnstile.spark.TurnstileCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated queries whose parts lie in datasets, written in other ways and used in other queries: with reuse they must give the
 * rows that they give without. The same few in every build, and with {@code -Pfuzz} as many as {@code fuzz.reuses} says, from
 * {@code fuzz.seed}.
 */
@Tag("fuzz")
class ReusedPartsFuzzTest {
    private static final List<String> AROUND = List.of(
            "select * from (%1$s)",
            "select count(*) n from (%1$s)",
            "select count(c0) n, max(c1) m from (%1$s)",
            "select c1, count(*) n from (%1$s) group by c1",
            "select c1 c9, c0 from (%1$s) where c0 is not null",
            "select l.c0, r.c1 from (%1$s) l join (%2$s) r on l.c0 <=> r.c0",
            "select r.c1 from (%1$s) l left join (%2$s) r on l.c0 = r.c0",
            "select c0 from (%1$s) union all select c0 from (%2$s)",
            "select c0 from (%1$s) except select c0 from (%2$s) where c1 is null",
            "select x, y from fa where x in (select c0 from (%1$s))",
            "select x, (select count(*) from (%1$s) t where t.c0 = fa.x) n from fa",
            "select x from fa where exists (select 1 from (%1$s) t where t.c0 = fa.x)",
            "with t as (%1$s) select a.c0, b.c1 from t a join t b on a.c0 = b.c0",
            "select distinct c1 from (%1$s)",
            "select c0, rank() over (order by c0) r from (%1$s)");

    private static final String CATALOG = "fuzzed_cache";

    @TempDir
    Path directory;

    @Test
    void withReuseQueriesGiveTheRowsThatTheyGiveWithout() {
        long wanted = Long.parseLong(System.getProperty("fuzz.reuses", "60"));
        String given = System.getProperty("fuzz.seed", "1");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given);
        // The one whose plans hold the files as they are now: what may have changed meanwhile stands for nothing.
        List<SparkSession> sessions = new FuzzSessions().all();
        SparkSession spark = sessions.get(sessions.size() - 1);
        spark.conf().set("spark.sql.catalog." + CATALOG, TurnstileCatalog.class.getName());
        spark.conf()
                .set("spark.sql.catalog." + CATALOG + ".root", directory.toUri().toString());
        spark.conf().set("spark.turnstile.reuse.catalog", CATALOG);
        List<String> wrong = new ArrayList<>();
        long compared = 0;
        long hits = 0;
        for (long query = 0; compared < wanted; query++) {
            Random random = new Random(seed + query);
            FuzzQuery part = FuzzQuery.random(1 + random.nextInt(3), random);
            String sql = FuzzSql.of(part, random);
            if (!isCached(spark, "a.q" + query, sql)) {
                continue;
            }
            for (String around : AROUND) {
                String asked = around.formatted(FuzzSql.of(part, random), FuzzSql.of(part, random));
                Optional<List<String>> plain = rows(spark, "off", asked);
                if (plain.isEmpty()) {
                    continue;
                }
                compared++;
                hits += isReused(spark, asked) ? 1 : 0;
                Optional<List<String>> reused = rows(spark, "all", asked);
                if (!reused.equals(plain)) {
                    wrong.add("seed " + (seed + query) + "\ncached: " + sql + "\nasked: " + asked + "\nwithout: "
                            + plain + "\nwith: " + reused);
                }
            }
        }
        String said = "seed " + seed + ": " + compared + " queries compared, " + hits + " with reuse";
        System.out.println("Parts of generated queries, " + said);
        assertThat(wrong).as(said).isEmpty();
        assertThat(hits)
                .as("%s: most must reuse something, or nothing is shown", said)
                .isGreaterThan(compared / 2);
    }

    /** Refused ones, and what no file holds, are not. */
    private static boolean isCached(SparkSession spark, String dataset, String sql) {
        try {
            spark.conf().set("spark.turnstile.reuse", "off");
            if (!(Fingerprints.create().of(spark.sql(sql)) instanceof QueryFingerprint)) {
                return false;
            }
            Turnstile.in(spark, CATALOG).getOrCompute(dataset, () -> spark.sql(sql));
            return true;
        } catch (Exception notTaken) {
            return false;
        }
    }

    private static Optional<List<String>> rows(SparkSession spark, String reuse, String sql) {
        spark.conf().set("spark.turnstile.reuse", reuse);
        return FuzzRows.run(() -> spark.sql(sql))
                .map(rows -> rows.stream().map(List::toString).sorted().toList());
    }

    private static boolean isReused(SparkSession spark, String sql) {
        spark.conf().set("spark.turnstile.reuse", "all");
        return spark.sql(sql).queryExecution().normalized().toString().contains(CATALOG + ".a.q");
    }
}
