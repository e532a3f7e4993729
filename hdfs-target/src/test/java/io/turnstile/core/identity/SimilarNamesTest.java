package io.turnstile.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is suggested is what may have been meant; of short names two letters are too many. */
class SimilarNamesTest {
    @ParameterizedTest
    @CsvSource({
        "sat,par,false",
        "pat,par,true",
        "ab,a,true",
        "xy,ab,false",
        "route_delay,route_delays,true",
        "ROUTE_DELAYS,route_delays,true",
        "rote_dleays,route_delays,true",
        "daily,route_delays,false"
    })
    void oneLetterOrAThirdOfThem(String asked, String known, boolean similar) {
        assertThat(SimilarNames.to(asked, List.of(known)).toList()).isEqualTo(similar ? List.of(known) : List.of());
    }
}
