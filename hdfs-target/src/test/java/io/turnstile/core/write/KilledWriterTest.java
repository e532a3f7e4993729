package io.turnstile.core.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorker;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.Onlooker;
import io.turnstile.core.harness.SharedLocks;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver that dies at each step of its write: the next one goes on, and nobody ever sees a half of anything. */
@Tag("fault-2")
@Tag("faults")
@ParameterizedClass
@MethodSource("io.turnstile.core.harness.SharedLocks#wanted")
class KilledWriterTest {
    @Parameter
    private SharedLocks locks;

    private static final Duration LEASE = Duration.ofSeconds(2);
    /** What this machine may need on top of a lease, to notice and to take over. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final int TRIES = 5;

    private Applications applications;
    private Onlooker onlooker;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(),
                locks.with(Map.of("lock.lease", LEASE.toSeconds() + "s", "retention", "0s", "rerun", "allow")));
        onlooker = new Onlooker(applications);
    }

    @AfterEach
    void endApplications() {
        onlooker.close();
        applications.close();
    }

    /** Where a first writer dies, and whether it has published by then. */
    enum FirstWrite {
        LOCK_TAKEN(2, "before list _turnstile", false),
        HEAD_READ(2, "after list _turnstile", false),
        NOTHING_WRITTEN_YET(1, "lock taken", false),
        GENERATION_BEGUN(1, "after make _tasks", false),
        FILE_HALF_WRITTEN(1, "half-way through part", false),
        FILE_WRITTEN(1, "after writing part", false),
        FILE_IN_PLACE(1, "after move part", false),
        TASK_COMMITTED(1, "after move t0a0-1", false),
        CLOSED(1, "after move _sealed", false),
        SEALING(1, "after delete _attempts", false),
        SEALED(1, "after delete _sealed", false),
        MANIFEST_CREATED(1, "after create _manifest.json", false),
        MANIFEST_HALF_WRITTEN(1, "half-way through _manifest.json", false),
        MANIFEST_WRITTEN(1, "after writing _manifest.json", false),
        RECORD_NOT_BEGUN(1, "before publish 00000001.json", false),
        RECORD_NOT_RENAMED(1, "between writing and renaming 00000001.json", false),
        RECORD_CREATED(1, "after publish 00000001.json", true),
        COLLECTING(4, "before list _turnstile", true),
        NOT_RELEASED(1, "committed", true),
        RELEASED(1, "released", true);

        private final int nth;
        private final String step;
        private final boolean published;

        FirstWrite(int nth, String step, boolean published) {
            this.nth = nth;
            this.step = step;
            this.published = published;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nextWriterGoesOnWhereAFirstWriterDied(FirstWrite death) throws Exception {
        FaultWorkerJvm doomed = applications.worker("doomed").ready().haltsAt(death.nth, death.step);
        doomed.tell("write REUSE first");
        assertThat(doomed.exit()).as("halted at " + death.step).isEqualTo(FaultWorker.HALTED);

        assertThat(applications.dataset("witness").exists()).isEqualTo(death.published);
        WriteStart start = beginsWithinALease(WriteMode.REUSE);
        assertThat(start instanceof WriteStart.Reuse).isEqualTo(death.published);
        if (start instanceof WriteStart.Compute compute) {
            applications.finish(compute.write(), "second");
        }
        assertThat(onlooker.seen()).isSubsetOf(Onlooker.NOTHING, death.published ? "first" : "second");
        assertThat(applications.readHead(applications.dataset("reader")))
                .isEqualTo(death.published ? "first" : "second");
        awaitNothingButTheHead();
    }

    /** Where a rerun dies that finds a generation long retired, to be deleted after its publish. */
    enum Rerun {
        FILE_IN_PLACE(1, "after move part", false),
        RECORD_NOT_RENAMED(1, "between writing and renaming 00000004.json", false),
        RECORD_CREATED(1, "after publish 00000004.json", true),
        RETIREMENT_NOT_RENAMED(1, "between writing and renaming 00000005.json", true),
        RETIREMENT_CREATED(1, "after publish 00000005.json", true),
        DELETION_NOT_BEGUN(1, "before delete generation", true),
        DELETED(1, "after delete generation", true),
        NOT_RELEASED(1, "committed", true);

        private final int nth;
        private final String step;
        private final boolean published;

        Rerun(int nth, String step, boolean published) {
            this.nth = nth;
            this.step = step;
            this.published = published;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("sample")
    void nextWriterGoesOnWhereARerunDied(Rerun death) throws Exception {
        applications.publish("one", "old");
        String retired = applications.generations().get(0);
        applications.publish("two", "previous");
        assertThat(Contexts.of(applications.dataset("witness")).log().head().version())
                .as("published twice, then retired once")
                .isEqualTo(3);
        CachedDataset collector = applications.dataset("dry");
        Eventually.within(LEASE.plus(SLACK), "what is retired may be deleted", () -> {
            try {
                return collector.collect(CollectionReport.Mode.DRY_RUN).actions().stream()
                        .anyMatch(action ->
                                action.name().equals(retired) && action.step() == CollectionReport.Step.DELETE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        FaultWorkerJvm doomed = applications.worker("doomed").ready().settled().haltsAt(death.nth, death.step);
        int exit = death.step.endsWith("delete generation")
                ? onlooker.unseen(() -> rerunUntilDead(doomed))
                : doomed.tell("write REPLACE rerun").exit();
        assertThat(exit).as("halted at " + death.step).isEqualTo(FaultWorker.HALTED);

        assertThat(applications.readHead(applications.dataset("reader")))
                .isEqualTo(death.published ? "rerun" : "previous");
        WriteStart start = beginsWithinALease(WriteMode.REPLACE);
        applications.finish(((WriteStart.Compute) start).write(), "last");
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("last");
        assertThat(onlooker.seen()).isSubsetOf(Onlooker.NOTHING, "old", "previous", "rerun", "last");
        awaitNothingButTheHead();
    }

    /** On a slow machine a writer may not be certain of all pins, and leaves what is due to the write after it. */
    private static int rerunUntilDead(FaultWorkerJvm doomed) {
        for (int i = 1; i < TRIES && !doomed.tell("write REPLACE rerun").endsRatherThanAnswers(); i++) {
            doomed.settled();
        }
        return doomed.exit();
    }

    private WriteStart beginsWithinALease(WriteMode mode) throws Exception {
        CachedDataset next = applications.dataset("next");
        long from = System.nanoTime();
        WriteStart start = WaitingCall.of(() -> next.beginWrite(mode)).result();
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(LEASE.plus(SLACK));
        return start;
    }

    /** Orphans, temporary files and superseded generations: all of them go, and the records stay. */
    private void awaitNothingButTheHead() throws IOException {
        CachedDataset collector = applications.dataset("collector");
        String head = collector.head().orElseThrow().name().toString();
        Path log = Contexts.of(collector).layout().log();
        Eventually.within(Duration.ofSeconds(60), "everything but the head and the records is collected", () -> {
            try {
                collector.collect(CollectionReport.Mode.DELETE);
                List<String> left = applications.storage().list(log).stream()
                        .map(Entry::name)
                        .filter(name -> !name.matches("\\d{8}\\.json") && !name.equals(head))
                        .toList();
                return left.isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(applications.readHead(collector)).isNotEmpty();
    }
}
