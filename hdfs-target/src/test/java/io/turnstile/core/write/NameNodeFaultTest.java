package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.commit.CommitUnknownException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.SharedLocks;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The NameNode restarts or refuses changes in the midst of a write. */
@Tag("fault-4")
@Tag("faults")
@ParameterizedClass
@MethodSource("io.turnstile.core.harness.SharedLocks#wanted")
class NameNodeFaultTest {
    @Parameter
    private SharedLocks locks;

    private static MiniHdfs hdfs;

    private Applications applications;

    @BeforeAll
    static void startHdfs() {
        hdfs = MiniHdfs.started();
    }

    @AfterAll
    static void endHdfs() {
        hdfs.close();
    }

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(hdfs, locks.with(Map.of("lock.lease", "1s", "rerun", "allow")));
    }

    @AfterEach
    void endApplications() throws IOException {
        hdfs.leaveSafeMode();
        applications.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock taken", "after writing part", "after move part", "after delete _sealed", "committed"})
    void writeAcrossARestartIsPublishedOrFailsAndTheNextSucceeds(String step) throws Exception {
        FaultWorkerJvm writer = applications.worker("writer").ready();
        writer.pausesAt(1, step).tell("write REUSE rows").arrives();
        hdfs.restartNameNode();
        // Without a second NameNode, HDFS' client does not repeat a request whose connection has broken.
        String answer = writer.tell("go").answer();
        CachedDataset next = applications.dataset("next");

        assertThat(answer).matches("PUBLISHED .*|FAILED EOFException: .*");
        assertThat(next.exists()).isEqualTo(answer.startsWith("PUBLISHED"));
        assertThat(next.holder()).isEmpty();
        applications.publish("second", "new rows");
        assertThat(applications.readHead(next)).isEqualTo("new rows");
    }

    @Test
    void writeInSafeModeFailsAndGivesItsLockBackAndTheNextSucceeds() throws Exception {
        applications.publish("first", "old rows");
        CachedDataset target = applications.dataset("writer");
        try (GenerationWrite write = compute(target, WriteMode.REPLACE)) {
            applications.writeTask(write, "rows");
            hdfs.enterSafeMode();
            assertThatThrownBy(() -> write.commit(content()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("safe mode");
        }
        assertThat(applications.readHead(target)).as("reads need no change").isEqualTo("old rows");
        leaveSafeMode(target);
        applications.publish("second", "new rows");

        assertThat(applications.readHead(target)).isEqualTo("new rows");
        assertThat(Contexts.of(target).log().head().version()).isEqualTo(2);
        assertThat(applications.generations()).as("what the failed one left").hasSize(2);
    }

    /** The temporary file cannot be deleted then, so the rename could still arrive: nothing may be concluded. */
    @Test
    void safeModeInTheMidstOfTheCommitLeavesItUnknownAndDeletesNothing() throws Exception {
        FaultWorkerJvm writer = applications.worker("writer").ready();
        writer.pausesAt(1, "before publish 00000001.json")
                .tell("write REUSE rows")
                .arrives();
        hdfs.enterSafeMode();
        String answer = writer.tell("go").answer();

        assertThat(answer)
                .startsWith(
                        "FAILED " + CommitUnknownException.class.getSimpleName() + ": Cannot tell whether version 1")
                .contains("Nothing was deleted");
        assertThat(applications.generations()).hasSize(1);
        CachedDataset next = applications.dataset("next");
        assertThat(next.exists()).isFalse();
        leaveSafeMode(next);
        applications.publish("second", "later rows");
        assertThat(applications.readHead(next)).isEqualTo("later rows");
    }

    /** Until then a lock in the root cannot be given back: that is a change, too. */
    private void leaveSafeMode(CachedDataset dataset) throws IOException {
        if (locks == SharedLocks.REDIS) {
            assertThat(dataset.holder()).isEmpty();
        }
        hdfs.leaveSafeMode();
        Eventually.within(Duration.ofSeconds(20), "the lock is free", () -> isFree(dataset));
    }

    private static boolean isFree(CachedDataset dataset) {
        try {
            return dataset.holder().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
