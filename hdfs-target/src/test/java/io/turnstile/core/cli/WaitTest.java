package io.turnstile.core.cli;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A scheduler that waits for a dataset, and goes by the exit code. */
class WaitTest {
    private static final int THERE = 0;
    private static final int UNKNOWN = 1;
    private static final int TIMED_OUT = 3;
    private static final int FAILED = 4;
    private static final int NOBODY = 5;
    private static final String DELAYS = KEY.toString();

    private RedisServer redis;
    private Applications applications;
    private CommandJvm command;

    @BeforeEach
    void openRoot() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(MiniHdfs.shared(), Map.of("redis", redis.address(), "lock.lease", "2s"));
        command = CommandJvm.of(applications.root().toString(), redis.address(), "");
    }

    @AfterEach
    void endAll() {
        applications.close();
        redis.close();
    }

    /** Starts it; it has begun to wait when its pin is there. */
    private ChildJvm waiting(String... arguments) throws IOException {
        ChildJvm jvm = command.starting(arguments);
        CachedDataset looking = applications.dataset("looking");
        Eventually.within(Duration.ofSeconds(60), "the command waits", () -> {
            try {
                return looking.readers().stream()
                        .anyMatch(reader -> reader.application().name().equals("turnstile command line"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return jvm;
    }

    @Test
    void whatIsPublishedMeanwhileIsThere() throws IOException {
        FaultWorkerJvm worker = applications.worker("worker").ready();
        worker.pausesAt(1, "lock taken").tell("write REUSE rows").arrives();
        try (ChildJvm waits = waiting("wait", DELAYS, "--timeout", "5m", "--json")) {
            worker.tell("go");
            String generation = worker.answer().replace("PUBLISHED ", "");
            assertThat(CommandJvm.ending(THERE, waits))
                    .contains("\"outcome\":\"there\",\"generation\":\"" + generation + "\"", "\"why\":null");
        }
        assertThat(command.run(THERE, "wait", DELAYS)).contains("there").doesNotContain("why");
        assertThat(applications.dataset("looks").readers()).isEmpty();
    }

    @Test
    void computationThatFailsIsToldWithItsCause() throws IOException {
        GenerationWrite write = compute(applications.dataset("failing"), WriteMode.REUSE);
        try (ChildJvm waits = waiting("wait", DELAYS)) {
            write.fail(new IllegalStateException("disk full"));
            write.close();
            assertThat(CommandJvm.ending(FAILED, waits)).contains("failed", "disk full", "application_failing");
        }
        assertThat(command.run(NOBODY, "wait", DELAYS)).contains("nobody is computing it");
    }

    @Test
    void computationWhoseApplicationDiesHasFailedOnceItsLeaseIsOver() throws IOException {
        FaultWorkerJvm worker = applications.worker("worker").ready();
        worker.tell("hold").says("HOLDING");
        try (ChildJvm waits = waiting("wait", DELAYS)) {
            worker.close();
            assertThat(CommandJvm.ending(FAILED, waits)).contains("failed", "nobody is computing it");
        }
    }

    @Test
    void whoWouldNotWaitLongerIsToldWhoComputesIt() throws IOException {
        compute(applications.dataset("slow"), WriteMode.REUSE);
        assertThat(command.run(TIMED_OUT, "wait", DELAYS, "--timeout", "300ms"))
                .contains("timed out", "application_slow");
        assertThat(command.run(2, "wait", DELAYS, "--timeout", "soon")).contains("lock.wait");
    }

    @Test
    void withoutRedisWhatIsThereIsThereAndAllElseCannotBeTold() throws IOException {
        assertThat(command.run(NOBODY, "wait", DELAYS)).contains("is not cached");
        applications.publish("first", "rows");
        redis.stop();
        assertThat(command.run(THERE, "wait", DELAYS)).contains("there");
        assertThat(command.run(UNKNOWN, "wait", "travel.nothing")).contains("does not answer");
    }
}
