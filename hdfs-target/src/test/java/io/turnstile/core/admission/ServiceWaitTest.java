package io.turnstile.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fifty who wait for a holder, while Redis restarts and has forgotten everything. */
class ServiceWaitTest {
    private static final int WAITERS = 50;
    private static final String PATIENT = "wait:1m";

    private RedisServer redis;
    private Applications applications;
    private FaultWorkerJvm holder;
    private FaultWorkerJvm crowd;

    @BeforeEach
    void fiftyWait() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(MiniHdfs.shared(), Map.of("redis", redis.address(), "lock.lease", "2s"));
        holder = applications.worker("holder", "redis.unavailable", PATIENT).ready();
        crowd = applications.worker("crowd", "redis.unavailable", PATIENT).ready();
        holder.pausesAt(1, "lock taken").tell("write REUSE rows").arrives();
        crowd.tell("writers " + WAITERS + " rows").says("::STARTED");
        var onlooker = applications.root("onlooker");
        Eventually.within(Duration.ofSeconds(30), "fifty wait", () -> {
            try {
                return onlooker.waiters(Applications.KEY).size() == WAITERS;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @AfterEach
    void endApplications() {
        applications.close();
        redis.close();
    }

    /** Those who wait go on waiting for the holder, which has taken its lock again by then. */
    @Test
    void nobodyElseComputesWhileTheHolderLives() throws IOException {
        redis.kill();
        crowd.says("waiting up to 1 min for it");
        redis.restart();
        crowd.says("Waiting for dataset travel.route_delays: it is being computed by application application_holder");
        holder.tell("go");

        assertThat(holder.answer()).startsWith("PUBLISHED");
        assertThat(crowd.answer()).isEqualTo("WRITERS 0 " + WAITERS + " 0");
        assertThat(applications.dataset("reader").record().version()).isEqualTo(1);
    }

    @Test
    void oneOfThemComputesIfTheHolderDiedToo() throws IOException {
        redis.kill();
        crowd.says("waiting up to 1 min for it");
        holder.kill();
        redis.restart();

        assertThat(crowd.answer()).isEqualTo("WRITERS 1 " + (WAITERS - 1) + " 0");
        assertThat(applications.dataset("reader").record().version()).isEqualTo(1);
    }

    /** What is published meanwhile is found on the file system, where it is true without Redis. */
    @Test
    void whatTheHolderPublishesMeanwhileIsUsed() {
        redis.kill();
        crowd.says("waiting up to 1 min for it");
        holder.tell("go");

        assertThat(holder.answer()).startsWith("PUBLISHED");
        assertThat(crowd.answer()).isEqualTo("WRITERS 0 " + WAITERS + " 0");
    }
}
