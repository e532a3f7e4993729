package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.read.Snapshot;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rerun may and may not do, and what its readers notice. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class RerunTest extends EveryPairing {
    @Test
    void rerunIsDeniedUnlessAllowedAndTheReadersAreNamed() throws IOException {
        applications.publish("first", "rows");
        List<String> before = applications.everything();
        try (Snapshot held = applications.dataset("reader").snapshot()) {
            assertThatThrownBy(() -> applications.dataset("second").beginWrite(WriteMode.REPLACE))
                    .isInstanceOf(RerunDeniedException.class)
                    .hasMessageContainingAll(
                            "Cannot replace dataset travel.route_delays",
                            held.generation().name().toString(),
                            "application_first",
                            "Reading it now: application application_reader",
                            "rerun=allow",
                            "spark.turnstile.rerun=allow");
            assertThatThrownBy(() -> applications.dataset("second").remove())
                    .isInstanceOf(RerunDeniedException.class)
                    .hasMessageContaining("Cannot drop dataset");
        }
        assertThat(applications.dataset("second").holder()).isEmpty();
        assertThat(applications.everything()).isEqualTo(before);
    }

    @Test
    void firstWriteNeedsNoPermissionToRerun() throws IOException {
        applications.finish(compute(applications.dataset("first"), WriteMode.REPLACE), "rows");

        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
    }

    @Test
    void allowedRerunPublishesAnotherGenerationAndTheOldOneStaysUnderItsReader() throws IOException {
        applications.publish("first", "old rows");
        try (Snapshot old = applications.dataset("reader").snapshot()) {
            applications.publish("second", "new rows");

            assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("new rows");
            assertThat(applications.read(old)).isEqualTo("old rows");
            assertThat(applications.generations()).hasSize(2);
        }
    }

    @Test
    void rerunsFollowOneAnother() throws Exception {
        applications.publish("first", "1");
        GenerationWrite second = compute(applications.dataset("second", "rerun", "allow"), WriteMode.REPLACE);
        CachedDataset third = applications.dataset("third", "rerun", "allow");
        WaitingCall<GenerationWrite> waiting =
                WaitingCall.of(() -> compute(third, WriteMode.REPLACE)).waits();
        applications.finish(second, "2");
        GenerationWrite own = waiting.result();

        assertThat(own.generation().target()).isEqualTo(3);
        applications.finish(own, "3");
        assertThat(applications.readHead(third)).isEqualTo("3");
    }

    @Test
    void rerunMayReadThePreviousGenerationOfItsOwnDataset() throws IOException {
        applications.publish("first", "1");
        CachedDataset target = applications.dataset("rerun", "rerun", "allow", "read.during-rerun", "wait");
        GenerationWrite write = compute(target, WriteMode.REPLACE);
        applications.finish(write, applications.readHead(target) + "+1");

        assertThat(applications.readHead(target)).isEqualTo("1+1");
    }
}
