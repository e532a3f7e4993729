package io.turnstile.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
        assertThat(upTo(5).median()).isEqualTo(3);
        assertThat(upTo(6).median()).isEqualTo(3.5);
    }

    @Test
    void quantilesAreSamples() {
        assertThat(upTo(100).quantile(0.5)).isEqualTo(50);
        assertThat(upTo(100).quantile(0.99)).isEqualTo(99);
        assertThat(upTo(3).quantile(0.99)).isEqualTo(3);
        assertThat(upTo(3).quantile(0)).isEqualTo(1);
    }

    /** The ranks are those of the tables of the binomial distribution. */
    @Test
    void intervalOfTheMedianIsThatOfTheSignTest() {
        assertThat(upTo(5))
                .satisfies(
                        few -> assertThat(few.low()).isEqualTo(1),
                        few -> assertThat(few.high()).isEqualTo(5));
        assertThat(upTo(6).low()).isEqualTo(1);
        assertThat(upTo(9).low()).isEqualTo(2);
        assertThat(upTo(9).high()).isEqualTo(8);
        assertThat(upTo(20).low()).isEqualTo(6);
        assertThat(upTo(20).high()).isEqualTo(15);
    }

    @Test
    void parityIsAMedianOfOneOrAnIntervalThatHoldsOneAndEndsNearIt() {
        assertThat(Goal.parity().isMetBy(ratios(0.9, 1.0, 1.3))).isTrue();
        assertThat(Goal.parity().isMetBy(ratios(0.99, 1.01, 1.05))).isTrue();
        assertThat(Goal.parity().isMetBy(ratios(0.99, 1.01, 1.06))).isFalse();
        assertThat(Goal.parity().isMetBy(ratios(1.01, 1.02, 1.03))).isFalse();
    }

    @Test
    void boundsHoldForTheMedian() {
        assertThat(Goal.atMost(0.25).isMetBy(ratios(0.1, 0.25, 0.9))).isTrue();
        assertThat(Goal.atMost(0.25).isMetBy(ratios(0.1, 0.26, 0.9))).isFalse();
        assertThat(Goal.atLeast(10).isMetBy(ratios(9, 10, 30))).isTrue();
        assertThat(Goal.atLeast(10).isMetBy(ratios(9, 9.9, 30))).isFalse();
    }

    @Test
    void figuresAreReadBackFromTheirLines() {
        Figure counted = Figure.of("churn", "0.9 /s", "≤ 1", true);
        assertThat(Figure.parse(counted.line())).isEqualTo(counted);

        Figure measured =
                new Figure("gate / EVALSHA", "1 ms", "2 ms", new Figure.Ratio(0.5, 0.4, 0.6), "≤ 1.25 ×", true);
        assertThat(Figure.parse(measured.line())).isEqualTo(measured);
    }

    private static Samples ratios(double... values) {
        return Samples.of(Unit.COUNT, values);
    }

    private static Samples upTo(int last) {
        return Samples.of(
                Unit.COUNT, IntStream.rangeClosed(1, last).asDoubleStream().toArray());
    }
}
