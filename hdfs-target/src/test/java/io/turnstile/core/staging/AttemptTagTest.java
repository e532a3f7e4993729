package io.turnstile.core.staging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttemptTagTest {
    private static final AttemptTag TAG = new AttemptTag(12, 3);

    @ParameterizedTest
    @CsvSource({
        "part-00012-5c9f.c000.snappy.parquet, part-00012-t12a3-5c9f.c000.snappy.parquet",
        "part-r-00012, part-r-00012-t12a3",
        "part-m-00012.gz, part-m-00012-t12a3.gz",
        "part-00012_1.csv, part-00012-t12a3_1.csv",
        "part-r-00012/data, part-r-00012-t12a3/data",
        "dt=2001-00012/part-00012.orc, dt=2001-00012/part-00012-t12a3.orc",
        "dt=2001-01-01/_o=JFK/part-00012, dt=2001-01-01/_o=JFK/part-00012-t12a3",
        "sub/part-00012, sub/part-00012-t12a3",
        "a-00013-00012.txt, a-00013-00012-t12a3.txt",
        "results.txt, t12a3-results.txt",
        "sub/results.txt, sub/t12a3-results.txt",
        "part-00013, t12a3-part-00013",
        "part-12, t12a3-part-12",
    })
    void tagStandsBehindTheTasksNumberOrElseInFront(String written, String tagged) {
        assertThat(TAG.into(written)).isEqualTo(tagged);
    }

    @Test
    void numbersOfMoreThanFiveDigitsAreFound() {
        AttemptTag large = new AttemptTag(123_456, Integer.MAX_VALUE);

        assertThat(large.into("part-123456-x.parquet")).isEqualTo("part-123456-t123456a2147483647-x.parquet");
        assertThat(AttemptTag.in("part-123456-t123456a2147483647-x.parquet")).contains(large);
    }

    /** Otherwise the file would be taken for somebody else's and deleted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "part-00012-5c9f.c000.snappy.parquet",
                "part-r-00012/index",
                "part-00012_1.csv",
                "results.txt",
                "dt=t1a1/part-00012",
                "x=-t1a1-/results.txt",
                "dt=2001-m-00012",
                "dt=2001",
                "sub/dt=2001-r-00012",
                "t1a1-m-00012",
                "t1a1/part-00012",
                "t12a4/part-00012",
                "sub-t1a1/results-t2a2.txt",
                "a-t1a1/b=1/part-00012",
                "part-00012-t1a1.txt",
                "ü😀 \"x\"",
                "-",
            })
    void everyNameIsRecognisedByTheTagThatWasPutIntoIt(String written) {
        assertThat(AttemptTag.in(TAG.into(written))).contains(TAG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "part-00012-5c9f.parquet",
                "dt=t1a1/part-00012",
                "part-00012t12a3",
                "start1a1",
                "xt1a1.txt",
                "x1a1",
                "t1a"
            })
    void nameWithoutATagHasNone(String name) {
        assertThat(AttemptTag.in(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"t12a3", "t0a0", "t999999999a2147483647"})
    void tagIsReadAsItIsWritten(String text) {
        assertThat(AttemptTag.parse(text)).get().hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t12", "t12a3-", "12a3", "t1a9999999999", "t-1a0", "T1A1"})
    void whatIsNoTagIsNone(String text) {
        assertThat(AttemptTag.parse(text)).isEmpty();
    }
}
