package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.FaultsPage;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultsPageTest extends FaultsPage {
    FaultsPageTest() {
        super("hdfs-target");
    }

    @Test
    void pageHasARowForEachFault() throws IOException {
        assertThat(lastColumn())
                .containsOnlyKeys(IntStream.rangeClosed(1, 17).boxed().toList());
    }
}
