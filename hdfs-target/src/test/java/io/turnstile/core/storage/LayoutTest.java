package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static final Layout LAYOUT = Layout.of(new Path("/root"), DatasetKey.parse("travel.route_delays"));

    /** A file that two applications call by different names would be two files. */
    @Test
    void namesAreTheSameInAllLanguages() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            assertThat(LAYOUT.record(12).getName()).isEqualTo("00000012.json");
            assertThat(new GenerationName(12, "4f2a91c0")).hasToString("g-00000012-4f2a91c0");
            assertThat(GenerationName.forTarget(12).toString()).matches("g-00000012-[0-9a-f]{8}");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 99_999_999L, 100_000_000L, 999_999_999_999_999_999L})
    void namesAreReadAsTheyAreWritten(long version) {
        GenerationName name = new GenerationName(version, "4f2a91c0");

        assertThat(Layout.recordVersion(LAYOUT.record(version).getName())).hasValue(version);
        assertThat(GenerationName.parse(name.toString())).contains(name);
    }

    /** Else there would be two names for one version, and the one that is looked for need not be the one that is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000001",
                "1",
                "0000001",
                "1000000000000000000",
                "\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0661"
            })
    void numberThatIsWrittenInAnotherWayIsNone(String digits) {
        assertThat(Layout.recordVersion(digits + ".json")).isEmpty();
        assertThat(Layout.temporaryVersion(digits + ".json.4f2a91c0.tmp")).isEmpty();
        assertThat(GenerationName.parse("g-" + digits + "-4f2a91c0")).isEmpty();
    }
}
