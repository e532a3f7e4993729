package io.turnstile.core;

import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.history.AsOf;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.ImpatientStorage;
import io.turnstile.core.testing.S3Gate;
import io.turnstile.core.testing.S3Gate.Fate;
import io.turnstile.core.testing.S3Store;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
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
        gate = S3Gate.before(S3Store.shared());
        store = gate.store();
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
        CachedDataset there = published();
        CachedDataset missing = missing("process");

        assertThat(there.exists()).isTrue();
        assertThat(gate.passed()).hasSize(3);
        assertThat(missing.exists()).isFalse();
        assertThat(gate.passed()).hasSize(3);
    }

    /** Whether it is there, and what it is, of which the first read need not ask again. */
    @Test
    void rootIsOpenedByFourRequests() throws IOException {
        published();
        applications.root("another");

        assertThat(gate.passed()).hasSize(4);
    }

    /** A program may try to read what it would otherwise compute, many times. */
    @Test
    void readOfWhatIsNotThereCostsNoMoreThanALookWhetherItIs() throws IOException {
        published();
        CachedDataset missing = missing("process");

        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(missing::snapshot)
                    .isInstanceOf(DatasetNotCachedException.class)
                    .hasMessageEndingWith("nobody is computing it. List namespace travel to see what there is.");
            assertThat(gate.passed()).hasSize(3).noneMatch(request -> request.contains("root.json"));
        }
        for (AsOf asOf : List.of(AsOf.parse("g-00000001-4f2a91c0"), new AsOf.Time(Instant.EPOCH))) {
            assertThatThrownBy(() -> missing.snapshot(asOf)).isInstanceOf(DatasetNotCachedException.class);
            assertThat(gate.passed()).hasSize(3);
        }
    }

    /** With locks in the root, a reader is registered there, and taken off again; and who computes it is looked for. */
    @Test
    void readOfWhatIsNotThereCostsFiveMoreWithLocksInTheRoot() throws IOException {
        published();
        CachedDataset missing = missing("root");

        assertThatThrownBy(missing::snapshot).isInstanceOf(DatasetNotCachedException.class);
        assertThat(gate.passed())
                .hasSize(3 + 5)
                .filteredOn(request -> request.startsWith("PUT"))
                .hasSize(2);
    }

    @Test
    void readOfARootThatNothingWasWrittenToAsksForItsFileAndTheCopy() throws IOException {
        CachedDataset missing = missing("process");

        assertThatThrownBy(missing::snapshot).isInstanceOf(DatasetNotCachedException.class);
        assertThat(gate.passed()).hasSize(2);
    }

    @Test
    void readOfWhatCouldNotBeComputedSaysSoForThree() throws IOException {
        published();
        CachedDataset missing = missing("process");
        DatasetRoot failing = applications.root("failing", "locks", "process");
        try (GenerationWrite write = compute(failing.dataset(missing.key()), WriteMode.REUSE)) {
            write.fail(new IOException("no more rows"));
        }
        gate.passed();

        assertThatThrownBy(missing::snapshot)
                .isInstanceOf(DatasetNotCachedException.class)
                .hasMessageContainingAll(
                        "Its last computation, by application application_failing", "no more rows. List ");
        assertThat(gate.passed()).hasSize(3);
    }

    private CachedDataset published() throws IOException {
        CachedDataset writer = applications.dataset("writer", "store.trusted", "true", "locks", "process");
        applications.finish(compute(writer, WriteMode.REUSE), "rows");
        CachedDataset reader = applications.dataset("reader", "locks", "process");
        gate.passed();
        return reader;
    }

    private CachedDataset missing(String locks) throws IOException {
        DatasetRoot root = applications.root("reader", "locks", locks);
        gate.passed();
        return root.dataset(DatasetKey.parse("travel.none"));
    }
}
