package io.turnstile.core;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application that ends in the midst of a write and of a read, and closes neither. */
@Tag("fault-15")
@Tag("faults")
class EndingApplicationTest {
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", RedisServer.shared().address(), "lock.lease", "60s"));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    /** Long before its lease would have run out: it gives back what it holds on its way out. */
    @ParameterizedTest
    @CsvSource({"return, 0", "throw, 1"})
    void applicationThatClosesNothingEndsAndItsLockIsFreeAtOnce(String leaves, int code) throws Exception {
        FaultWorkerJvm careless = applications.worker("careless").ready();
        careless.tell("hold").answer();
        CachedDataset next = applications.dataset("next");
        WaitingCall<GenerationWrite> waiting =
                WaitingCall.of(() -> compute(next, WriteMode.REUSE)).waits();
        careless.tell(leaves);

        assertThat(careless.exit()).isEqualTo(code);
        GenerationWrite write = waiting.result();
        applications.finish(write, "rows");
        assertThat(applications.readHead(next)).isEqualTo("rows");
    }

    @ParameterizedTest
    @CsvSource({"return, 0", "throw, 1"})
    void applicationThatClosesNothingLeavesNoPin(String leaves, int code) throws Exception {
        applications.publish("first", "rows");
        FaultWorkerJvm careless = applications.worker("careless").ready();
        careless.tell("pin").answer();
        CachedDataset other = applications.dataset("other");
        assertThat(other.readers()).hasSize(1);
        careless.tell(leaves);

        assertThat(careless.exit()).isEqualTo(code);
        assertThat(other.readers()).isEmpty();
        assertThat(other.holder()).isEmpty();
    }
}
