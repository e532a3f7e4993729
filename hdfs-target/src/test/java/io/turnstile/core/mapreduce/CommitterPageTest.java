package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page about the committer says of differences is what the tests find. */
class CommitterPageTest {
    @Test
    void pageNamesEveryDifferenceToHadoopsOwnCommitter() throws IOException {
        String rows = Arrays.stream(Difference.values()).map(Difference::row).collect(Collectors.joining("\n"));

        assertThat(Files.readString(Path.of("docs/committer.md")))
                .contains("<!-- differences: held together with the tests -->\n"
                        + "| | `FileOutputCommitter` | Turnstile |\n|---|---|---|\n" + rows
                        + "\n<!-- /differences -->");
    }
}
