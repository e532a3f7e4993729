package io.turnstile.core.remove;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a removal leaves, and for whom. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class RemovePathTest extends EveryPairing {
    @Test
    void removedDatasetIsGoneForNewReadersAndThereForOldOnes() throws IOException {
        applications.publish("first", "rows");
        try (Snapshot old = applications.dataset("reader").snapshot()) {
            CachedDataset remover = applications.dataset("remover", "rerun", "allow");

            assertThat(remover.remove()).contains(old.generation());
            assertThat(remover.exists()).isFalse();
            assertThat(remover.remove()).isEmpty();
            assertThat(applications.read(old)).isEqualTo("rows");
        }
        assertThatThrownBy(() -> applications.dataset("reader").snapshot())
                .isInstanceOf(DatasetNotCachedException.class);
        assertThat(applications
                        .finish(compute(applications.dataset("again"), WriteMode.FAIL), "new rows")
                        .published())
                .isTrue();
    }

    @Test
    void removalWaitsForTheWriter() throws Exception {
        applications.publish("first", "rows");
        GenerationWrite rerun = compute(applications.dataset("rerun", "rerun", "allow"), WriteMode.REPLACE);
        CachedDataset remover = applications.dataset("remover", "rerun", "allow");
        WaitingCall<Optional<Generation>> waiting =
                WaitingCall.of(remover::remove).waits();
        Generation published = applications.finish(rerun, "new rows").head();

        assertThat(waiting.result()).contains(published);
        assertThat(remover.exists()).isFalse();
        assertThat(remover.holder()).isEmpty();
    }

    @Test
    void removalThatLosesTheVersionLooksAgain() throws IOException {
        applications.publish("first", "rows");
        CachedDataset remover = applications.dataset("remover", "rerun", "allow");
        Contexts.of(remover)
                .log()
                .append(Contexts.of(remover)
                        .log()
                        .head()
                        .fence(Contexts.of(remover).author()));

        assertThat(remover.remove()).isPresent();
        assertThat(Contexts.of(remover).log().head().version()).isEqualTo(3);
        assertThat(Contexts.of(remover).log().head().reason()).isEqualTo(Reason.REMOVE);
    }
}
