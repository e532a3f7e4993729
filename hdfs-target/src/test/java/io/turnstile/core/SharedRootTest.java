package io.turnstile.core;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.exception.DatasetLockedException;
import io.turnstile.core.harness.EveryPairing;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a root that several applications share, whichever locks and file system they use. */
@ParameterizedClass
@MethodSource(Pairing.CHOSEN)
class SharedRootTest extends EveryPairing {
    @Test
    @Tag("fault-11")
    void twoSpellingsOfARootShareLocks() throws Exception {
        GenerationWrite first = compute(applications.dataset("writer"), WriteMode.REUSE);
        Path root = applications.root();
        String path = root.toUri().getPath();
        for (String spelling : List.of(root + "/", root.toString().replace(path, "//" + path + "//"), path)) {
            CachedDataset other = applications.dataset("other", "root", spelling, "on-contention", "fail");

            assertThatThrownBy(() -> WaitingCall.of(() -> other.beginWrite(WriteMode.REUSE))
                            .result())
                    .as(spelling)
                    .isInstanceOf(DatasetLockedException.class);
        }
        first.close();
    }

    @Test
    void datasetsAreListedByNamespace() throws IOException {
        DatasetRoot root = applications.root("writer", "rerun", "allow");
        for (String key : List.of("b", "a", "travel.route_delays", "travel.eu.weather", "gone.x")) {
            applications.finish(compute(root.dataset(DatasetKey.parse(key)), WriteMode.REUSE), key);
        }
        root.dataset(DatasetKey.parse("gone.x")).remove();

        assertThat(root.datasets(List.of())).containsExactly(new DatasetKey(List.of("a")), DatasetKey.parse("b"));
        assertThat(root.datasets(List.of("travel"))).containsExactly(KEY);
        assertThat(root.namespaces(List.of())).containsExactly("gone", "travel");
        assertThat(root.namespaces(List.of("travel"))).containsExactly("eu");
        assertThat(root.hasNamespace(List.of("travel", "eu"))).isTrue();
        assertThat(root.hasNamespace(List.of("a"))).isFalse();
        assertThat(root.hasNamespace(List.of("nowhere"))).isFalse();
    }

    @Test
    void rootThatIsClosedGivesItsLocksAndPinsBackAndIsOfNoMoreUse() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot root = applications.root("leaving", "rerun", "allow");
        Snapshot held = root.dataset(KEY).snapshot();
        GenerationWrite write = compute(root.dataset(KEY), WriteMode.REPLACE);
        root.close();
        root.close();
        write.close();
        held.close();

        CachedDataset other = applications.dataset("other");
        assertThat(other.readers()).isEmpty();
        assertThat(other.holder()).isEmpty();
        assertThatThrownBy(() -> root.dataset(KEY).snapshot()).isInstanceOf(IllegalStateException.class);
    }
}
