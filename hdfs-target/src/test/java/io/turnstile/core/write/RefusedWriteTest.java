package io.turnstile.core.write;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.Application;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HDFS refuses one step of a write: a quota is hit, or its user may not. */
@Tag("fault-8")
class RefusedWriteTest {
    private static final long NO_LIMIT = HdfsConstants.QUOTA_DONT_SET;

    private final DistributedFileSystem administration = MiniHdfs.shared().administration();
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        applications = applicationsOn(MiniHdfs.shared());
    }

    private static Applications applicationsOn(MiniHdfs hdfs) throws IOException {
        return new Applications(
                hdfs, Map.of("redis", RedisServer.shared().address(), "lock.lease", "5s", "rerun", "allow"));
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    /** A limit that is one name higher with each try fails the write at each step that makes a name. */
    @Test
    void namespaceQuotaThatIsHitAtAnyStepFailsTheWriteAndLeavesNoLock() throws IOException {
        int refused = 0;
        boolean published = false;
        while (!published) {
            administration.setQuota(applications.root(), 2 + refused, NO_LIMIT);
            CachedDataset target = applications.dataset("writer" + refused);
            try {
                published = applications
                        .finish(compute(target, WriteMode.REUSE), "rows")
                        .published();
            } catch (IOException failure) {
                assertThat(failure).hasMessageContaining("quota");
                assertThat(target.exists()).isFalse();
                assertThat(target.holder()).isEmpty();
                refused++;
                assertThat(refused)
                        .as("tries; left behind: " + applications.everything())
                        .isLessThan(40);
            }
        }
        administration.setQuota(applications.root(), HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_RESET);

        assertThat(refused).as("steps that make a name").isGreaterThan(6);
        assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
    }

    @Test
    void spaceQuotaThatIsHitFailsTheWriteAndLeavesWhatWasThere() throws IOException {
        applications.publish("first", "old rows");
        administration.setQuota(applications.root(), NO_LIMIT, 1024);
        CachedDataset target = applications.dataset("writer");

        assertThatThrownBy(() -> applications.finish(compute(target, WriteMode.REPLACE), "rows"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DiskSpace quota");
        assertThat(target.holder()).isEmpty();
        assertThat(applications.generations()).hasSize(1);
        assertThat(applications.readHead(target)).isEqualTo("old rows");
        administration.setQuota(applications.root(), HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_RESET);
        applications.publish("second", "new rows");
        assertThat(applications.readHead(target)).isEqualTo("new rows");
    }

    /** Each directory in turn is one that the user may read but not write to. */
    @ParameterizedTest
    @ValueSource(strings = {"", "travel", "travel/route_delays", "travel/route_delays/_turnstile"})
    void userWhoMayNotWriteIsToldWhereAndLeavesNoLock(String readOnly) throws Exception {
        boolean began = !readOnly.isEmpty();
        FileContext files = FileContext.getFileContext(MiniHdfs.shared().configuration());
        if (began) {
            applications.publish("first", "old rows");
            if (!readOnly.endsWith("_turnstile")) {
                // As if nobody had written this dataset yet.
                administration.delete(new Path(applications.root(), readOnly), true);
                administration.mkdirs(new Path(applications.root(), readOnly));
            }
        }
        Path denied = readOnly.isEmpty() ? applications.root() : new Path(applications.root(), readOnly);
        files.setPermission(denied, new FsPermission((short) 0755));
        CachedDataset target = asBob();

        assertThatThrownBy(() -> applications.finish(compute(target, WriteMode.REPLACE), "rows"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Permission denied: user=bob, access=WRITE")
                .hasMessageContaining(
                        Path.getPathWithoutSchemeAndAuthority(denied).toString());
        assertThat(target.holder()).isEmpty();
        if (readOnly.endsWith("_turnstile")) {
            assertThat(applications.readHead(target)).isEqualTo("old rows");
        } else {
            assertThat(target.exists()).isFalse();
        }
    }

    private CachedDataset asBob() throws Exception {
        UserGroupInformation bob = UserGroupInformation.createUserForTesting("bob", new String[] {"others"});
        return bob.doAs((PrivilegedExceptionAction<CachedDataset>) () -> DatasetRoot.open(
                        applications.root("options").options(),
                        new Application("application_bob", "bob", "bob", "host8"),
                        MiniHdfs.shared().configuration())
                .dataset(KEY));
    }
}
