package io.turnstile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.SharedLocks;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A thousand who wait, in several processes, for one who dies. */
@Tag("fault-12")
@Tag("faults")
@ParameterizedClass
@MethodSource("io.turnstile.core.harness.SharedLocks#wanted")
class ManyWaitersTest {
    private static final int PROCESSES = 4;
    private static final int THREADS = 250;

    @Parameter
    private SharedLocks locks;

    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(MiniHdfs.shared(), locks.with(Map.of("lock.lease", "2s")));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    @Test
    void ofAThousandWhoWaitedForTheDeadOneTakesOverAndAllOthersReuse() throws IOException {
        FaultWorkerJvm doomed = applications.worker("doomed").ready();
        doomed.tell("hold").answer();
        List<FaultWorkerJvm> crowd = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            crowd.add(applications.worker("crowd" + i));
        }
        for (FaultWorkerJvm worker : crowd) {
            worker.ready().tell("writers " + THREADS + " rows").says("::STARTED");
        }
        doomed.kill();
        int computed = 0;
        int reused = 0;
        for (FaultWorkerJvm worker : crowd) {
            String[] counts = worker.answer().split(" ", -1);
            computed += Integer.parseInt(counts[1]);
            reused += Integer.parseInt(counts[2]);
        }

        assertThat(computed).isEqualTo(1);
        assertThat(reused).isEqualTo(PROCESSES * THREADS - 1);
        CachedDataset reader = applications.dataset("reader");
        assertThat(applications.readHead(reader)).isEqualTo("rows");
        assertThat(Contexts.of(reader).log().head().version()).isEqualTo(1);
        // The one who died had written nothing; nobody but its one successor has begun to.
        assertThat(applications.generations())
                .containsExactly(reader.head().orElseThrow().name().toString());
    }
}
