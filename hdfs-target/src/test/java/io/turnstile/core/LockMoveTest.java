package io.turnstile.core;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.exception.LocksInUseException;
import io.turnstile.core.exception.OtherLockServiceException;
import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.LockKind;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.StandardError;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Locks that are kept elsewhere than others keep them, and their move. */
class LockMoveTest {
    private final Applications applications = new Applications(
            LocalFiles.shared(), Map.of("redis", RedisServer.shared().address()));

    LockMoveTest() throws IOException {}

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private static LockKind otherThan(LockKind kind) {
        return kind == LockKind.ROOT ? LockKind.REDIS : LockKind.ROOT;
    }

    private static String word(LockKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource(
            value = LockKind.class,
            names = {"REDIS", "ROOT"})
    void whoNamesAnotherKindMayReadAndIsToldAndMayNotWriteNorDelete(LockKind own) throws IOException {
        applications.finish(compute(applications.dataset("writer", "locks", word(own)), WriteMode.REUSE), "rows");
        for (LockKind kind : LockKind.values()) {
            if (kind == own) {
                continue;
            }
            CachedDataset other =
                    applications.dataset("other", "locks", word(kind), "rerun", "allow", "retention", "0s");
            assertThat(StandardError.during(
                            () -> assertThat(applications.readHead(other)).isEqualTo("rows")))
                    .contains("WARN", "is used with locks at", "kept for the retention alone");
            assertThatThrownBy(() -> other.beginWrite(WriteMode.REPLACE))
                    .isInstanceOf(OtherLockServiceException.class)
                    .hasMessageContainingAll("Cannot write to the root", "turnstile locks migrate");
            assertThatThrownBy(other::remove).isInstanceOf(OtherLockServiceException.class);
            assertThatThrownBy(() ->
                            applications.root("other", "locks", word(kind)).holders())
                    .isInstanceOfAny(OtherLockServiceException.class, LockServiceUnavailableException.class);
            assertThat(other.collect(Mode.DELETE).actions()).isEmpty();
        }
        assertThat(applications.dataset("same", "locks", word(own)).holder()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = LockKind.class,
            names = {"REDIS", "ROOT"})
    void locksAreMovedWhileNobodyHasAny(LockKind from) throws IOException {
        LockKind to = otherThan(from);
        CachedDataset before = applications.dataset("before", "locks", word(from), "rerun", "allow");
        GenerationWrite write = compute(before, WriteMode.REUSE);
        assertThatThrownBy(() -> applications.root("operator").moveLocks(to, false))
                .isInstanceOf(LocksInUseException.class)
                .hasMessageContaining("is computed by application application_before");
        applications.finish(write, "rows");
        try (Snapshot read = before.snapshot()) {
            assertThat(read).isNotNull();
            assertThatThrownBy(() -> applications.root("operator").moveLocks(to, false))
                    .isInstanceOf(LocksInUseException.class)
                    .hasMessageContaining("is read by application application_before");
        }

        assertThat(applications.root("operator").moveLocks(to, false))
                .isEqualTo(from == LockKind.ROOT ? "the root itself" : address());
        CachedDataset after = applications.dataset("after", "locks", word(to), "rerun", "allow");
        applications.finish(compute(after, WriteMode.REPLACE), "new rows");
        assertThatThrownBy(() -> applications
                        .dataset("late", "locks", word(from), "rerun", "allow")
                        .beginWrite(WriteMode.REPLACE))
                .isInstanceOf(OtherLockServiceException.class);
        assertThat(applications.root("operator").moveLocks(from, false)).isNotEmpty();
        applications.finish(
                compute(applications.dataset("back", "locks", word(from), "rerun", "allow"), WriteMode.REPLACE),
                "newest");
        assertThat(applications.readHead(applications.dataset("reader", "locks", word(from))))
                .isEqualTo("newest");
    }

    @Test
    void whoNamesAnotherRedisMayReadAndIsToldAndMayNotWriteUntilLocksAreMovedThere() throws IOException {
        applications.publish("writer", "rows");
        try (RedisServer server = RedisServer.started()) {
            String[] elsewhere = {"redis", server.address(), "rerun", "allow"};
            CachedDataset other = applications.dataset("other", elsewhere);
            assertThat(StandardError.during(
                            () -> assertThat(applications.readHead(other)).isEqualTo("rows")))
                    .contains("WARN", "is used with locks at " + address(), "kept for the retention alone");
            assertThatThrownBy(() -> other.beginWrite(WriteMode.REPLACE))
                    .isInstanceOf(OtherLockServiceException.class)
                    .hasMessageContainingAll(address(), server.address(), "turnstile locks migrate");
            assertThatThrownBy(other::remove).isInstanceOf(OtherLockServiceException.class);
            assertThat(server.ask("KEYS", "*identity*")).as("it is not claimed").isEmpty();

            DatasetRoot there = applications.root("operator", elsewhere);
            assertThatThrownBy(() -> there.moveLocks(LockKind.REDIS, false))
                    .as("it does not know who uses the root")
                    .isInstanceOf(OtherLockServiceException.class);
            assertThat(there.moveLocks(LockKind.REDIS, true)).isEqualTo(address());
            applications.finish(compute(other, WriteMode.REPLACE), "new rows");
            assertThatThrownBy(
                            () -> applications.dataset("late", "rerun", "allow").beginWrite(WriteMode.REPLACE))
                    .isInstanceOf(OtherLockServiceException.class);
            assertThat(applications.readHead(other)).isEqualTo("new rows");
        }
    }

    /** Or nobody could write who knows a Redis that has been restarted by another name than the root's first writer. */
    @Test
    void redisThatCameBackEmptyIsTheSameByAnyOfItsNames() throws IOException {
        applications.publish("writer", "rows");
        try (RedisServer server = RedisServer.started()) {
            applications.root("operator", "redis", server.address()).moveLocks(LockKind.REDIS, true);
            server.ask("FLUSHALL");
            CachedDataset byAnotherName = applications.dataset(
                    "other", "redis", server.address().replace("127.0.0.1", "localhost"), "rerun", "allow");
            applications.finish(compute(byAnotherName, WriteMode.REPLACE), "new rows");

            assertThat(server.ask("KEYS", "*identity*"))
                    .as("it has its name again")
                    .isNotEmpty();
        }
    }

    private String address() throws IOException {
        String redis = RedisServer.shared().address();
        return redis + " on " + InetAddress.getLocalHost().getHostName();
    }

    @Test
    void locksAreNotMovedToWhereNobodyElseCouldFindThem() throws IOException {
        applications.publish("writer", "rows");
        RootFile before =
                RootFile.read(applications.storage(), applications.root()).orElseThrow();

        assertThatThrownBy(() -> applications.root("operator").moveLocks(LockKind.PROCESS, false))
                .isInstanceOf(InvalidOptionException.class);
        assertThatThrownBy(() -> applications.root("operator", "redis", "").moveLocks(LockKind.REDIS, false))
                .isInstanceOf(InvalidOptionException.class);
        assertThatThrownBy(() -> applications.root("operator", "redis", "").moveLocks(LockKind.ROOT, false))
                .as("the Redis that knows who uses the root is not named")
                .isInstanceOf(OtherLockServiceException.class);
        assertThat(RootFile.read(applications.storage(), applications.root())).contains(before);
        assertThat(applications.dataset("reader").key()).isEqualTo(KEY);
    }

    @Test
    void rootThatNothingWasWrittenToHasNone() throws IOException {
        DatasetRoot root = applications.root("operator");
        assertThatThrownBy(() -> root.moveLocks(LockKind.ROOT, false))
                .isInstanceOf(RootUnusableException.class)
                .hasMessageContainingAll(root.path().toString(), "no dataset was ever written to it");
        assertThat(applications.everything()).isEmpty();
    }
}
