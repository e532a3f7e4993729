package io.turnstile.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static final DatasetKey DELAYS = DatasetKey.parse("travel.route_delays");

    /** Written down, since a hash that changes would make every dataset a missing one. {@code sha256sum} gives the same. */
    @Test
    void nameEndsInTheHashOfTheCanonicalText() {
        assertThat(Parameters.of(Map.of("date", "2001-01-01")).name(DELAYS))
                .hasToString("travel.route_delays_ffcacaf4ee");
        assertThat(Parameters.of(Map.of("origin", "a\\b\nc=d – é", "date", "2001-01-01"))
                        .name(DELAYS))
                .hasToString("travel.route_delays_a40521395f");
        assertThat(Parameters.NONE.name(DELAYS)).isEqualTo(DELAYS);
    }

    @Test
    void orderAndCaseOfNamesDoNotMatterAndValuesDo() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("a", "1");
        one.put("B", "2");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("b", "2");
        other.put("A", "1");

        assertThat(Parameters.of(one).name(DELAYS))
                .isEqualTo(Parameters.of(other).name(DELAYS));
        assertThat(Parameters.of(Map.of("a", "x")).name(DELAYS))
                .isNotEqualTo(Parameters.of(Map.of("a", "X")).name(DELAYS));
    }

    @Test
    void setsThatLookAlikeAreToldApart() {
        List<Map<String, String>> sets = List.of(
                Map.of("a", "1\nb=2"),
                Map.of("a", "1", "b", "2"),
                Map.of("a", "1\\nb=2"),
                Map.of("a", ""),
                Map.of("a", "="),
                Map.of("a", "1"),
                Map.of("a", " 1"));

        assertThat(sets.stream().map(set -> Parameters.of(set).name(DELAYS)).collect(Collectors.toSet()))
                .hasSameSizeAs(sets);
    }

    /** So that a name that CALL … system.name gave can be used with the parameters beside it. */
    @Test
    void nameThatHasTheHashKeepsIt() {
        Parameters date = Parameters.of(Map.of("date", "2001-01-01"));

        assertThat(date.name(date.name(DELAYS))).isEqualTo(date.name(DELAYS));
    }

    @Test
    void namesAndKeysThatWillNotDoAreRefused() {
        assertThatThrownBy(() -> Parameters.of(Map.of("a=b", "1")))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("'a=b'");
        assertThatThrownBy(() -> Parameters.of(Map.of("", "1"))).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> Parameters.of(Map.of("a", "1", "A", "1"))).hasMessageContaining("'a' is given twice");
        assertThatThrownBy(() -> Parameters.of(Map.of("a", "\ud800"))).hasMessageContaining("surrogate");

        Parameters date = Parameters.of(Map.of("date", "2001-01-01"));
        assertThat(date.name(DatasetKey.parse("x".repeat(189))).toString()).hasSize(200);
        assertThatThrownBy(() -> date.name(DatasetKey.parse("x".repeat(190))))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageEndingWith("has 190 characters; with parameters 189 are allowed.");
    }
}
