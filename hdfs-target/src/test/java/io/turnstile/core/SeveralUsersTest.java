package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two users of one group who write to one root, set up as {@code docs/stuck.md} says; and one of another group. */
class SeveralUsersTest {
    private static final UserGroupInformation ANN =
            UserGroupInformation.createUserForTesting("ann", new String[] {"analysts"});
    private static final UserGroupInformation BOB =
            UserGroupInformation.createUserForTesting("bob", new String[] {"analysts"});
    private static final UserGroupInformation CAROL =
            UserGroupInformation.createUserForTesting("carol", new String[] {"others"});

    private Applications applications;
    private FileSystem files;

    @BeforeEach
    void makeRoot() throws IOException {
        applications = new Applications(
                MiniHdfs.shared(),
                Map.of("redis", RedisServer.shared().address(), "rerun", "allow", "lock.lease", "1s"));
        files = applications.root().getFileSystem(MiniHdfs.shared().configuration());
        files.setOwner(applications.root(), "ann", "analysts");
        files.setPermission(applications.root(), new FsPermission((short) 0770));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private static String recipe() throws IOException {
        Matcher command = Pattern.compile("setfacl -m (\\S+) /cache")
                .matcher(Files.readString(java.nio.file.Path.of("docs", "stuck.md")));
        assertThat(command.find()).isTrue();
        return command.group(1);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T as(UserGroupInformation user, Call<T> call) throws IOException {
        try {
            return user.doAs((PrivilegedExceptionAction<T>) call::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (UndeclaredThrowableException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void publish(UserGroupInformation user, String content) throws IOException {
        as(user, () -> {
            applications.publish(user.getShortUserName(), content);
            return content;
        });
    }

    @Test
    void withTheRecipeEachCanReplaceRollBackDropAndCollectWhatTheOtherMade() throws IOException {
        files.modifyAclEntries(applications.root(), AclEntry.parseAclSpec(recipe(), true));
        publish(ANN, "ann's");
        String anns = applications.generations().get(0);
        publish(BOB, "bob's");
        assertThat(as(ANN, () -> applications.readHead(applications.dataset("ann"))))
                .isEqualTo("bob's");
        as(BOB, () -> applications.dataset("bob").rollback(1));
        assertThat(as(BOB, () -> applications.readHead(applications.dataset("bob"))))
                .isEqualTo("ann's");
        as(BOB, () -> applications.dataset("bob").remove());
        CachedDataset collector = as(BOB, () -> applications.dataset("bob", "retention", "0s"));
        as(BOB, () -> {
            Applications.awaitDecision(collector, anns);
            return anns;
        });

        assertThat(applications.generations()).doesNotContain(anns);
        assertThat(files.getFileStatus(new Path(applications.root(), "travel")).getGroup())
                .isEqualTo("analysts");
        assertThatThrownBy(() -> as(CAROL, () -> applications.root("carol"))).hasMessageContaining("cannot be read");
    }

    @Test
    void withoutItADatasetIsItsFirstWritersOwn() throws IOException {
        publish(ANN, "ann's");

        assertThatThrownBy(() -> publish(BOB, "bob's")).isInstanceOf(AccessControlException.class);
        assertThat(as(BOB, () -> applications.readHead(applications.dataset("bob"))))
                .isEqualTo("ann's");
    }
}
