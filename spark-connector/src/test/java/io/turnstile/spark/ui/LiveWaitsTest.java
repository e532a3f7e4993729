package io.turnstile.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.event.DatasetWait;
import io.turnstile.spark.event.DatasetWait.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which waits are taken for being under way. */
class LiveWaitsTest {
    private final LiveWaits waits = new LiveWaits();

    private void hear(String id, Phase phase) {
        waits.onOtherEvent(new DatasetWait(id, "a.numbers", phase, "somebody", -1, Duration.ZERO, Instant.EPOCH));
    }

    @Test
    void aWaitIsThereOnceUntilItEnds() {
        hear("1", Phase.BEGAN);
        hear("2", Phase.BEGAN);
        hear("1", Phase.GOES_ON);
        assertThat(waits.now()).extracting(DatasetWait::id).containsExactly("1", "2");

        hear("1", Phase.ENDED);
        assertThat(waits.now()).extracting(DatasetWait::id).containsExactly("2");
    }

    @Test
    void thoseWhoseEndNobodyHeardAreForgottenInTheEnd() {
        for (int i = 0; i < 2_500; i++) {
            hear("" + i, Phase.BEGAN);
        }
        assertThat(waits.now())
                .hasSize(1_000)
                .last()
                .extracting(DatasetWait::id)
                .isEqualTo("2499");
    }
}
