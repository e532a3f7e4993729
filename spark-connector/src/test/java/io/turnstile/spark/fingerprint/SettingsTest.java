package io.turnstile.spark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.testing.SharedSpark;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Which settings of a session are part of a fingerprint. */
class SettingsTest {
    private static QueryFingerprint with(String key, String value, String sql) {
        SparkSession session = TestData.in(SharedSpark.other(Map.of(key, value)));
        return TestData.told(session.sql(sql));
    }

    private static QueryFingerprint usual(String sql) {
        return TestData.told(TestData.in(SharedSpark.session().newSession()).sql(sql));
    }

    @Test
    void howRowsAreSpreadMakesNoDifference() {
        String sql = "select x, count(*) n from a group by x";

        assertThat(with("spark.sql.shuffle.partitions", "7", sql)).isEqualTo(usual(sql));
        assertThat(with("spark.sql.adaptive.enabled", "false", sql)).isEqualTo(usual(sql));
        assertThat(with("spark.sql.catalog.any.root", "/somewhere", sql)).isEqualTo(usual(sql));
    }

    @Test
    void whatIsNotKnownToBeHarmlessCountsAndIsNamed() {
        String sql = "select map_from_arrays(array(1, 1), arr) c from t";

        QueryFingerprint other = with("spark.sql.mapKeyDedupPolicy", "LAST_WIN", sql);

        assertThat(other.rows()).isNotEqualTo(usual(sql).rows());
        assertThat(other.plan()).as("the code is the same").isEqualTo(usual(sql).plan());
        assertThat(other.settings()).containsEntry("spark.sql.mapKeyDedupPolicy", "LAST_WIN");
    }

    @Test
    void aSettingThatIsSetToItsDefaultIsNone() {
        String sql = "select x from a";

        assertThat(with("spark.sql.mapKeyDedupPolicy", "EXCEPTION", sql)).isEqualTo(usual(sql));
    }

    /** The settings of a DataFrame's analysis stay with its expressions. */
    @Test
    void whatAnExpressionWasAnalysedWithCountsToo() {
        SparkSession session = TestData.in(SharedSpark.session().newSession());
        session.conf().set("spark.sql.ansi.enabled", "true");
        Dataset<Row> strict = session.sql("select x + y c from a");
        session.conf().set("spark.sql.ansi.enabled", "false");
        Dataset<Row> lenient = session.sql("select x + y c from a");

        assertThat(TestData.told(strict).key())
                .isNotEqualTo(TestData.told(lenient).key());
    }

    @Test
    void theTimeZoneCountsOnlyWhereSomethingDependsOnIt() {
        String zone = "spark.sql.session.timeZone";

        assertThat(with(zone, "Asia/Tokyo", "select x + 1 c from a")).isEqualTo(usual("select x + 1 c from a"));
        assertThat(with(zone, "Asia/Tokyo", "select hour(ts) c from t").key())
                .isNotEqualTo(usual("select hour(ts) c from t").key());
        assertThat(with(zone, "Asia/Tokyo", "select cast(ts as string) c from t")
                        .key())
                .isNotEqualTo(usual("select cast(ts as string) c from t").key());
        assertThat(with(zone, "Asia/Tokyo", "select cast(i as string) c from (select id i from range(3))"))
                .isEqualTo(usual("select cast(i as string) c from (select id i from range(3))"));
    }

    @Test
    void theDayIsWhatItIsToday() {
        SparkSession session = TestData.in(SharedSpark.session().newSession());
        Dataset<Row> query = session.sql("select i from t where dt < current_date()");
        String day = key(query, "2024-03-01T12:00:00Z");

        assertThat(key(query, "2024-03-01T13:00:00Z")).isEqualTo(day);
        assertThat(key(query, "2024-03-02T12:00:00Z")).isNotEqualTo(day);
    }

    private static String key(Dataset<Row> query, String now) {
        FingerprintAnswer answer =
                Fingerprints.at(Clock.fixed(Instant.parse(now), ZoneOffset.UTC)).of(query);
        return ((QueryFingerprint) answer).key();
    }

    @Test
    void anotherSparkIsAnotherFingerprint() {
        SparkSession session = TestData.in(SharedSpark.session().newSession());
        Dataset<Row> query = session.sql("select x from a");
        FingerprintAnswer other = Fingerprints.create()
                .of(
                        query.queryExecution().analyzed(),
                        query.queryExecution().sparkSession().sessionState().conf(),
                        "9.9.9");

        assertThat(((QueryFingerprint) other).rows())
                .isNotEqualTo(TestData.told(query).rows());
        assertThat(((QueryFingerprint) other).plan())
                .isEqualTo(TestData.told(query).plan());
    }
}
