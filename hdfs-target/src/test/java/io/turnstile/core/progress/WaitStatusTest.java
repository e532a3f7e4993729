package io.turnstile.core.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one who waits is told, and how the rest is estimated. */
class WaitStatusTest {
    private static WaitStatus status(long heldSeconds, Progress progress, long lastSeconds) {
        Holder holder = new Holder(
                new Application("application_7", "nightly", "ann", "host7"),
                Duration.ofSeconds(heldSeconds),
                Duration.ofSeconds(30),
                progress);
        return new WaitStatus(
                1,
                DatasetKey.parse("travel.route_delays"),
                holder,
                Duration.ofSeconds(5),
                4,
                Duration.ofSeconds(lastSeconds));
    }

    @Test
    void lineHasAllThatIsKnown() {
        Progress progress = new Progress(1, 3, 40, 100, -1, -1, "http://host7:4040");

        assertThat(status(12, progress, 42).line())
                .isEqualTo("Waiting for dataset travel.route_delays: it is being computed by application application_7"
                        + " \"nightly\" of ann on host7, for 12 s, 40 % done, about 30 s left (last time 42 s);"
                        + " waited 5.0 s, 4 wait; http://host7:4040");
    }

    @Test
    void briefLineBeginsWithWhatChanges() {
        Progress progress = new Progress(1, 3, 40, 100, -1, -1, "http://host7:4040");

        assertThat(status(12, progress, 42).brief())
                .isEqualTo(
                        "Waiting for travel.route_delays: 40 % done, about 30 s left, waited 5.0 s, 4 wait; nightly of ann"
                                + " on host7 computes it for 12 s; http://host7:4040");
    }

    @Test
    void lineHasNoMoreThanIsKnown() {
        assertThat(status(12, Progress.NONE, 0).line())
                .isEqualTo("Waiting for dataset travel.route_delays: it is being computed by application application_7"
                        + " \"nightly\" of ann on host7, for 12 s; waited 5.0 s, 4 wait");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 0, 0, 0, ",
        "10, 50, 100, 0, 10",
        "10, 4, 100, 0, ",
        "10, 50, 100, 60, 50",
        "70, 50, 100, 60, ",
        "10, 100, 100, 0, ",
        "10, 200, 100, 0, "
    })
    void restIsThatOfLastTimeOrFromWhatIsDone(long held, long done, long known, long last, Long rest) {
        assertThat(status(held, Progress.of(done, known), last)
                        .rest()
                        .map(Duration::toSeconds)
                        .orElse(null))
                .isEqualTo(rest);
    }
}
