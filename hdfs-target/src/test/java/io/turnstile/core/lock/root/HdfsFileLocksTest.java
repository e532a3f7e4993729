package io.turnstile.core.lock.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.DatasetLocks.WhenUnavailable;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.ReleaseWait;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;

class HdfsFileLocksTest extends FileLocksContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }

    @Test
    void whoMayNotWriteReadsAndWaitsUnseenAndTakesNoLock() throws Exception {
        DatasetLocks ann = open(ANN);
        HeldLock lock = acquired(ann, DELAYS);
        Storage readOnly = UserGroupInformation.createRemoteUser("bob").doAs((PrivilegedExceptionAction<Storage>)
                () -> StorageFactory.open(directory(root), files().configuration()));
        DatasetLocks bob = closedAtEnd(FileLocks.open(
                readOnly, directory(root), root, BEN, Leases.of(Duration.ofSeconds(30)), WhenUnavailable.FAIL));

        Passage passage = bob.pass(DELAYS);
        assertThat(passage.holder().map(Holder::application)).contains(ANN);
        passage.pin().resolve("g-00000001-4f2a91c0");
        passage.pin().awaitResolved();
        assertThat(ann.readers(DELAYS)).isEmpty();
        assertThat(bob.pin(DELAYS, "g-00000001-4f2a91c0")).isNotNull();
        try (ReleaseWait wait = bob.releaseWait(DELAYS)) {
            assertThat(wait.look().orElseThrow().holder().application()).isEqualTo(ANN);
            assertThat(ann.waiters(DELAYS)).isEmpty();
            lock.close();
            assertThat(wait.awaitRelease(Duration.ofSeconds(30))).isTrue();
            assertThat(wait.look()).isEmpty();
        }
        assertThat(bob.lastFailure(DELAYS)).isEmpty();
        passage.pin().close();
        assertThatThrownBy(() -> bob.tryAcquire(DELAYS))
                .isInstanceOf(LockServiceDeniedException.class)
                .hasMessageContainingAll(
                        "Cannot take the lock of dataset " + DELAYS, "files in " + directory(root), "Ask its owner");
    }
}
