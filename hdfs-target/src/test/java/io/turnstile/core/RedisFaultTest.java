package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.harness.WaitingCall;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis fails while applications in JVMs of their own write: what is published stays right. */
@Tag("fault-3")
@Tag("faults")
class RedisFaultTest {
    /** How long anybody may be held up by a Redis that does not answer, and what this machine needs besides. */
    private static final Duration BOUND = Duration.ofSeconds(5).plus(Duration.ofSeconds(2));

    private RedisServer redis;
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", redis.address(), "lock.lease", "1s", "rerun", "allow"));
    }

    @AfterEach
    void endApplications() {
        redis.close();
        applications.close();
    }

    /**
     * What befalls Redis. A failover that loses the lock is, to its clients, another server at the same address that is
     * empty.
     */
    @SuppressWarnings("ImmutableEnumChecker") // What befalls Redis is a function.
    enum Fault {
        KILLED(RedisServer::kill, redis -> {}),
        HUNG(RedisServer::pause, RedisServer::resume),
        EMPTIED(redis -> redis.ask("FLUSHALL"), redis -> {}),
        RESTARTED_EMPTY(RedisServer::restart, redis -> {}),
        FAILED_OVER(
                redis -> {
                    redis.kill();
                    redis.restart();
                },
                redis -> {});

        private final Consumer<RedisServer> befalls;
        private final Consumer<RedisServer> ends;

        Fault(Consumer<RedisServer> befalls, Consumer<RedisServer> ends) {
            this.befalls = befalls;
            this.ends = ends;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("sample")
    void writeUnderWayIsPublishedOnceAndNobodyIsHeldUpForLong(Fault fault) throws Exception {
        FaultWorkerJvm writer = applications.worker("writer").ready();
        writer.pausesAt(1, "after move part").tell("write REUSE rows").arrives();
        fault.befalls.accept(redis);
        try {
            long from = System.nanoTime();
            String answer = writer.tell("go").answer();
            assertThat(answer).startsWith("PUBLISHED");
            CachedDataset reader = applications.dataset("reader");
            assertThat(applications.readHead(reader)).isEqualTo("rows");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(BOUND.multipliedBy(2));
            assertThat(reader.beginWrite(WriteMode.REUSE)).isInstanceOf(WriteStart.Reuse.class);
            assertThat(Contexts.of(reader).log().head().version()).isEqualTo(1);
        } finally {
            fault.ends.accept(redis);
        }
    }

    /** The lock is taken back within a third of the lease, so whoever comes later waits. */
    @ParameterizedTest
    @EnumSource(names = {"EMPTIED", "RESTARTED_EMPTY", "FAILED_OVER"})
    void liveWriterTakesItsLockBackFromAnEmptyRedis(Fault fault) throws Exception {
        FaultWorkerJvm writer = applications.worker("writer").ready();
        writer.pausesAt(1, "after move part").tell("write REUSE rows").arrives();
        fault.befalls.accept(redis);
        CachedDataset next = applications.dataset("next");
        Eventually.within(Duration.ofSeconds(20), "the writer holds its lock again", () -> {
            try {
                return next.holder()
                        .filter(holder -> holder.application().id().equals("application_writer"))
                        .isPresent();
            } catch (LockServiceUnavailableException away) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        WaitingCall<WriteStart> waiting =
                WaitingCall.of(() -> next.beginWrite(WriteMode.REUSE)).waits();
        String answer = writer.tell("go").answer();

        assertThat(answer).startsWith("PUBLISHED");
        assertThat(waiting.result()).isInstanceOf(WriteStart.Reuse.class);
    }

    @Test
    void rerunsUnderAFailingRedisPublishEachVersionOnce() throws Exception {
        applications.publish("first", "0");
        List<FaultWorkerJvm> writers = new ArrayList<>();
        for (String name : List.of("ann", "bob", "cat")) {
            writers.add(applications.worker(name, "lock.wait", "30s"));
        }
        writers.forEach(FaultWorkerJvm::ready);
        List<String> published = new ArrayList<>();
        CachedDataset reader = applications.dataset("reader");
        int round = 0;
        for (Fault fault : Fault.values()) {
            round++;
            FaultWorkerJvm first = writers.get(0);
            first.pausesAt(1, "after move part").tell("write REPLACE " + round).arrives();
            for (FaultWorkerJvm other : writers.subList(1, writers.size())) {
                other.tell("write REPLACE " + round).says("Waiting for dataset");
            }
            fault.befalls.accept(redis);
            first.tell("go");
            for (FaultWorkerJvm writer : writers) {
                String answer = writer.answer();
                assertThat(answer).matches("(PUBLISHED|FAILED CommitFailedException).*");
                if (answer.startsWith("PUBLISHED ")) {
                    published.add(answer.substring("PUBLISHED ".length()));
                }
            }
            fault.ends.accept(redis);
            if (fault == Fault.KILLED) {
                redis.restart();
            }
            assertThat(applications.readHead(reader)).isEqualTo(String.valueOf(round));
            writers.forEach(FaultWorkerJvm::findsRedis);
        }

        assertThat(published).hasSizeGreaterThanOrEqualTo(round).doesNotHaveDuplicates();
        List<String> heads = new ArrayList<>();
        for (long version = 2; version <= Contexts.of(reader).log().head().version(); version++) {
            CommitRecord record = Contexts.of(reader).log().read(version);
            if (record.reason() == Reason.PUBLISH) {
                heads.add(record.headName().toString());
            }
        }
        assertThat(heads)
                .as("what the log says and what writers were told")
                .containsExactlyInAnyOrderElementsOf(published);
    }
}
