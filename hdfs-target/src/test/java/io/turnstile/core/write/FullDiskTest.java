package io.turnstile.core.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No DataNode has space for another block from some step of a rerun on. */
@Tag("fault-8")
class FullDiskTest {
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", RedisServer.shared().address(), "rerun", "allow"));
    }

    @AfterEach
    void endApplications() {
        MiniHdfs.shared().makeRoom();
        applications.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"before create part", "before create _manifest.json", "before publish 00000002.json"})
    void writeFailsAndLeavesWhatWasThere(String step) throws IOException {
        applications.publish("first", "old rows");
        FaultWorkerJvm writer = applications.worker("writer").ready();
        writer.pausesAt(1, step).tell("write REPLACE new rows").arrives();
        MiniHdfs.shared().fillDisk();

        assertThat(writer.tell("go").answer())
                .startsWith("FAILED")
                .contains("could only be written to 0 of the 1 minReplication nodes")
                .contains("/travel/route_delays/");
        CachedDataset target = applications.dataset("next");
        assertThat(target.holder()).isEmpty();
        assertThat(applications.generations()).hasSize(1);
        assertThat(applications.readHead(target)).isEqualTo("old rows");

        MiniHdfs.shared().makeRoom();
        assertThat(writer.tell("write REPLACE new rows").answer()).startsWith("PUBLISHED");
        assertThat(applications.readHead(target)).isEqualTo("new rows");
    }
}
