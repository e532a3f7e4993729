package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.option.TurnstileOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation says of options is what the code says. */
class DocumentationTest {
    @Test
    void theOptionsTableIsThatOfTheCode() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String table = Arrays.stream(TurnstileOption.values())
                .map(option -> "| " + (option.isBasic() ? "**`" + option.key() + "`**" : "`" + option.key() + "`")
                        + " | " + option.standard() + " | " + option.meaning() + " |")
                .collect(Collectors.joining("\n"));

        assertThat(readme)
                .contains("<!-- options: held together with TurnstileOption by a test -->\n"
                        + "| option | default | meaning |\n|---|---|---|\n" + table + "\n<!-- /options -->");
    }

    @Test
    void mostUsersNeedNoMoreThanTenOptions() {
        assertThat(TurnstileOption.values())
                .filteredOn(TurnstileOption::isBasic)
                .hasSizeBetween(1, 10);
    }

    /** Those of the other module and of Python, too. */
    @Test
    void everyTestThatThePageOfReportsNamesExists() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String tests : List.of("src/test", "../hdfs-target/src/test", "../examples/python")) {
            try (Stream<Path> files = Files.walk(Path.of(tests))) {
                for (Path file : files.filter(file -> file.toString().matches(".*\\.(java|py)"))
                        .toList()) {
                    String name = file.getFileName().toString();
                    sources.merge(
                            name.replaceAll("\\..*", ""),
                            Files.readString(file, StandardCharsets.UTF_8),
                            String::concat);
                }
            }
        }
        Matcher named = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.(\\w+))?`|`(test_\\w+)`")
                .matcher(Files.readString(Path.of("docs", "reports.md")));
        int found = 0;
        for (; named.find(); found++) {
            if (named.group(3) != null) {
                assertThat(sources.get("test_pyspark")).contains("def " + named.group(3) + "(");
            } else {
                assertThat(sources).containsKey(named.group(1));
                assertThat(sources.get(named.group(1)))
                        .contains(named.group(2) == null ? "" : "void " + named.group(2) + "(");
            }
        }
        assertThat(found).isGreaterThan(15);
    }
}
