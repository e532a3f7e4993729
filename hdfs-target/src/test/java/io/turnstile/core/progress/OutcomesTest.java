package io.turnstile.core.progress;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.lock.Progress;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each outcome is one line in the log of the application whose it is. */
class OutcomesTest {
    private static final List<String> TALKATIVE =
            List.of("-Dorg.slf4j.simpleLogger.log.io.turnstile.core.progress.Outcomes=info");

    private Applications applications;
    private FaultWorkerJvm worker;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", RedisServer.shared().address(), "lock.lease", "2s"));
        worker = applications.worker(TALKATIVE, "worker").ready();
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    @Test
    void computedReadReusedAndRefused() {
        worker.tell("write REUSE rows").says("Computed travel.route_delays: g-00000001-");
        worker.tell("read").says("Read travel.route_delays: g-00000001-");
        worker.tell("write REUSE again").says("Reused travel.route_delays: g-00000001-");
        worker.tell("write REPLACE again").says("Refused to replace travel.route_delays: g-00000001-");
    }

    @Test
    void reusedAfterWaitingForAHolderThatTellsHowFarItIs() throws IOException {
        GenerationWrite write = compute(applications.dataset("holder"), WriteMode.REUSE);
        write.report(Progress.of(40, 100));
        worker.tell("write REUSE late")
                .says(
                        "Waiting for dataset travel.route_delays: it is being computed by application application_holder");
        applications.finish(write, "rows");

        worker.says("Reused travel.route_delays: g-00000001-");
        assertThat(worker.answer()).startsWith("REUSED");
    }

    @Test
    void takenOverFromOneThatDied() {
        FaultWorkerJvm dies = applications.worker("dies").ready();
        dies.pausesAt(1, "lock taken").tell("write REUSE never").arrives();
        worker.tell("write REUSE rows").says("Waiting for dataset travel.route_delays");
        dies.kill();

        worker.says("Taking over travel.route_delays: waited ").says("Computed travel.route_delays: g-00000001-");
    }

    @Test
    void lostToAnother() throws IOException {
        worker.pausesAt(1, "after delete _sealed").tell("write REUSE late").arrives();
        applications.root("force").dataset(Applications.KEY).unlock("to be first");
        applications.publish("first", "rows");
        worker.tell("go").says("Lost travel.route_delays to another, after computing for ");
    }
}
