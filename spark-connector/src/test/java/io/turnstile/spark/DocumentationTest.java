package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.option.TurnstileOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documentation says of options is what the code says. */
class DocumentationTest {
    @Test
    void theOptionsTableIsThatOfTheCode() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String table = Arrays.stream(TurnstileOption.values())
                .map(option -> "| `" + option.key() + "` | " + option.standard() + " | " + option.meaning() + " |")
                .collect(Collectors.joining("\n"));

        assertThat(readme)
                .contains("<!-- options: held together with TurnstileOption by a test -->\n"
                        + "| option | default | meaning |\n|---|---|---|\n" + table + "\n<!-- /options -->");
    }
}
