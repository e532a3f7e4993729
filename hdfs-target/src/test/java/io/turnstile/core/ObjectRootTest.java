package io.turnstile.core;

import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.ImpatientStorage;
import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Gate.Fate;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Datasets of a root on S3, behind a gate. */
@EnabledIf("io.turnstile.core.testing.S3Store#hasClient")
class ObjectRootTest {
    private S3Gate gate;
    private S3Store store;
    private Applications applications;

    @BeforeEach
    void openGate() throws IOException {
        S3Store server = S3Store.shared();
        gate = S3Gate.before(server);
        store = server.through(gate.address());
        applications = new Applications(store, Map.of());
    }

    @AfterEach
    void closeGate() {
        applications.close();
        gate.close();
    }

    @Test
    void storeOfWhichNothingIsKnownHasToBeTrustedOnce() throws IOException {
        CachedDataset untrusting = applications.dataset("first");
        assertThatThrownBy(() -> untrusting.beginWrite(WriteMode.REUSE))
                .isInstanceOf(RootUnusableException.class)
                .hasMessageContainingAll(
                        applications.root().toString(), gate.address().toString(), "'store.trusted'");
        assertThat(applications.everything()).isEmpty();

        applications.finish(compute(applications.dataset("second", "store.trusted", "true"), WriteMode.REUSE), "rows");

        assertThat(applications.readHead(untrusting)).isEqualTo("rows");
        applications.publish("third", "other rows");
        assertThat(applications.readHead(untrusting)).isEqualTo("other rows");
    }

    /** The writer does not know; whoever comes later does. */
    @Test
    void recordThatArrivesLateFindsEverythingThatItNames() throws IOException {
        CachedDataset dataset = Applications.through(
                ImpatientStorage.open(applications.root(), store.configuration()),
                applications.dataset("writer", "store.trusted", "true"));
        GenerationWrite write = compute(dataset, WriteMode.REUSE);
        applications.writeTask(write, "rows");
        gate.decide(
                (method, path) -> method.equals("PUT") && path.endsWith("/00000001.json") ? Fate.LATE : Fate.ANSWERED);
        assertThatThrownBy(() -> write.commit(content()))
                .isInstanceOf(CommitUnknownException.class)
                .hasMessageContaining("Nothing was deleted");
        write.close();
        gate.decide((method, path) -> Fate.ANSWERED);
        assertThat(applications.dataset("reader").exists()).isFalse();

        gate.carryOutWhatIsLate();

        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
    }

    @Test
    void whoLooksForADatasetAsksThreeTimes() throws IOException {
        applications.finish(compute(applications.dataset("writer", "store.trusted", "true"), WriteMode.REUSE), "rows");
        CachedDataset there = applications.dataset("reader");
        CachedDataset missing = applications.root("reader").dataset(DatasetKey.parse("travel.none"));
        gate.passed();

        assertThat(there.exists()).isTrue();
        assertThat(gate.passed()).hasSize(3);
        assertThat(missing.exists()).isFalse();
        assertThat(gate.passed()).hasSize(3);
    }
}
