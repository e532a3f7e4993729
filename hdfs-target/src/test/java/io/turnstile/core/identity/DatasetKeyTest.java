package io.turnstile.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "A.b", "travel.route_delays", "1.2.3", "-x", "a-b_c", "route__delays", "con", "root.json"})
    void keysAreReadAndWrittenAlike(String text) {
        assertThat(DatasetKey.parse(text)).hasToString(text);
    }

    @Test
    void lastPartIsTheNameAndTheRestTheNamespace() {
        DatasetKey key = DatasetKey.parse("travel.eu.route_delays");

        assertThat(key.name()).isEqualTo("route_delays");
        assertThat(key.namespace()).containsExactly("travel", "eu");
        assertThat(DatasetKey.parse("alone").namespace()).isEmpty();
    }

    @Test
    void caseMatters() {
        assertThat(DatasetKey.parse("a.B")).isNotEqualTo(DatasetKey.parse("a.b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a..b       | it has an empty part.",
                ".          | it has an empty part.",
                "a.         | it has an empty part.",
                ".a         | it has an empty part.",
                "_a         | its part '_a' begins with '_'.",
                "a._turnstile | its part '_turnstile' begins with '_'.",
                "a/b        | its part 'a/b' has other characters.",
                "a b        | its part 'a b' has other characters.",
                "a.b=1      | its part 'b=1' has other characters.",
                "a.ü        | its part '?' has other characters.",
                "a:b        | its part 'a:b' has other characters.",
                "*          | its part '*' has other characters.",
            })
    void whatIsNoKeyIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> DatasetKey.parse(text))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("is not valid: " + reason);
    }

    @Test
    void emptyKeyIsRefused() {
        assertThatThrownBy(() -> DatasetKey.parse(""))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessage("A dataset key must not be empty; write it like travel.route_delays.");
        assertThatThrownBy(() -> new DatasetKey(List.of())).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void partWithADotIsNoPart() {
        assertThatThrownBy(() -> new DatasetKey(List.of("a.b"))).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> new DatasetKey(List.of("..", "etc"))).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void twoHundredCharactersAreAllowedAndNotOneMore() {
        assertThat(DatasetKey.parse("a".repeat(100) + "." + "b".repeat(99)).toString())
                .hasSize(200);
        assertThatThrownBy(() -> DatasetKey.parse("a".repeat(100) + "." + "b".repeat(100)))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("has 201 characters; 200 are allowed");
    }

    @Test
    void messageShowsNoControlCharacters() {
        assertThatThrownBy(() -> DatasetKey.parse("a\u001b[31m\n"))
                .isInstanceOf(InvalidKeyException.class)
                .message()
                .doesNotContain("\u001b", "\n");
    }
}
