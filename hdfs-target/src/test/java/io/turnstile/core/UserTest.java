package io.turnstile.core;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static io.turnstile.core.harness.Applications.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import io.turnstile.core.write.WriteStart;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of one root on HDFS who may do different things there: ann owns it, bob may only read. */
class UserTest {
    private static final UserGroupInformation ANN =
            UserGroupInformation.createUserForTesting("ann", new String[] {"analysts"});
    private static final UserGroupInformation BOB =
            UserGroupInformation.createUserForTesting("bob", new String[] {"others"});

    private Applications applications;
    private FileSystem files;

    @BeforeEach
    void makeRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(), Map.of("redis", RedisServer.shared().address(), "rerun", "allow"));
        files = applications.root().getFileSystem(MiniHdfs.shared().configuration());
        files.setOwner(applications.root(), "ann", "analysts");
        files.setPermission(applications.root(), new FsPermission((short) 0755));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    @Test
    void readerWithoutWritePermissionReadsAndPins() throws Exception {
        as(ANN, () -> applications.finish(compute(applications.dataset("ann"), WriteMode.REPLACE), "rows"));
        CachedDataset reader = as(BOB, () -> applications.dataset("bob"));
        try (Snapshot snapshot = as(BOB, reader::snapshot)) {
            assertThat(as(BOB, () -> applications.read(snapshot))).isEqualTo("rows");
            assertThat(as(ANN, () -> applications.dataset("ann").readers()))
                    .extracting(Reader::application)
                    .containsExactly(Applications.application("bob"));
        }
        assertThat(as(BOB, () -> reader.beginWrite(WriteMode.REUSE))).isInstanceOf(WriteStart.Reuse.class);
        assertThat(as(BOB, reader::exists)).isTrue();
        assertThat(as(BOB, () -> applications.root("bob").datasets(KEY.namespace())))
                .containsExactly(KEY);
    }

    @Test
    void readerWithoutWritePermissionFindsNothingInAnEmptyRoot() throws Exception {
        CachedDataset reader = as(BOB, () -> applications.dataset("bob"));

        assertThatThrownBy(() -> as(BOB, reader::snapshot)).isInstanceOf(DatasetNotCachedException.class);
        assertThat(applications.everything()).isEmpty();
    }

    @Test
    void firstWriteWithoutPermissionIsToldInOneSentence() throws Exception {
        CachedDataset writer = as(BOB, () -> applications.dataset("bob"));

        assertDenied(applications.root() + "/_turnstile", () -> as(BOB, () -> writer.beginWrite(WriteMode.REUSE)));
        assertThat(applications.everything()).isEmpty();
    }

    @Test
    void laterWriteWithoutPermissionIsToldInOneSentenceBeforeItsTasksStart() throws Exception {
        as(ANN, () -> applications.finish(compute(applications.dataset("ann"), WriteMode.REPLACE), "rows"));
        var before = applications.everything();
        CachedDataset writer = as(BOB, () -> applications.dataset("bob"));
        GenerationWrite write = as(BOB, () -> compute(writer, WriteMode.REPLACE));

        assertDenied(
                write.path().toString(),
                () -> as(BOB, () -> {
                    new StagedGeneration(Contexts.of(writer).storage(), write.path()).begin();
                    return null;
                }));
        as(BOB, () -> {
            write.close();
            return null;
        });
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(writer.holder()).isEmpty();
    }

    @Test
    void removalWithoutPermissionIsToldInOneSentence() throws Exception {
        as(ANN, () -> applications.finish(compute(applications.dataset("ann"), WriteMode.REPLACE), "rows"));
        CachedDataset remover = as(BOB, () -> applications.dataset("bob"));

        assertDenied("Cannot create version 2", () -> as(BOB, remover::remove));
        assertThat(remover.exists()).isTrue();
        assertThat(remover.holder()).isEmpty();
    }

    /** Whichever thread calls, and whoever that thread runs as. */
    @Test
    void rootActsAsTheUserWhoOpenedIt() throws Exception {
        CachedDataset target = as(ANN, () -> applications.dataset("ann"));
        as(BOB, () -> {
            try (GenerationWrite write = compute(target, WriteMode.REUSE)) {
                new StagedGeneration(Contexts.of(target).storage(), write.path()).begin();
                return write.commit(content(0));
            }
        });

        assertOwner("ann", applications.root());
    }

    /** As a server does that works for others: it logs in as itself and acts as them. */
    @Test
    void proxyUserActsAsTheOneItStandsFor() throws Exception {
        UserGroupInformation ann = UserGroupInformation.createProxyUserForTesting(
                "ann", UserGroupInformation.getLoginUser(), new String[] {"analysts"});
        as(ann, () -> applications.finish(compute(applications.dataset("ann"), WriteMode.REPLACE), "rows"));

        assertOwner("ann", applications.root());
    }

    private void assertOwner(String owner, Path path) throws IOException {
        for (FileStatus status : files.listStatus(path)) {
            assertThat(status.getOwner()).as(status.getPath().toString()).isEqualTo(owner);
            if (status.isDirectory()) {
                assertOwner(owner, status.getPath());
            }
        }
    }

    private static void assertDenied(String what, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(what, "Permission denied: user=bob, access=WRITE, inode=")
                .hasMessageEndingWith("Ask its owner for permission to write there.")
                .message()
                .doesNotContain("\n");
    }

    private static <T> T as(UserGroupInformation user, PrivilegedExceptionAction<T> action) throws Exception {
        try {
            return user.doAs(action);
        } catch (UndeclaredThrowableException wrapped) {
            throw wrapped.getCause() instanceof Exception cause ? cause : wrapped;
        }
    }
}
