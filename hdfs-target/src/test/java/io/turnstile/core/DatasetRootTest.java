package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.Application;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.storage.UnsupportedStorageException;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Roots that cannot be used: one sentence that says why and what to do, and nothing is created. */
class DatasetRootTest {
    private static final Application APPLICATION = new Application("application_1", "one", "ann", "host7");

    /** As from a JVM that has not been told where Hadoop's configuration is. */
    @Test
    void rootOnNoParticularHdfsSaysWhatIsMissing() {
        assertThatThrownBy(() -> open("hdfs:///cache", new Configuration()))
                .isInstanceOf(RootUnusableException.class)
                .hasMessageContainingAll("HADOOP_CONF_DIR", "fs.defaultFS is file:///", "hdfs://namenode:8020/cache");
    }

    @Test
    void rootThatLeavesTheNameNodeToTheConfigurationIsOnThatOne() throws IOException {
        Path root = MiniHdfs.shared().freshRoot("default");
        String path = root.toUri().getPath();
        for (String spelling : List.of("hdfs://" + path, path)) {
            try (DatasetRoot open = open(spelling, MiniHdfs.shared().configuration())) {
                assertThat(open.path()).as(spelling).isEqualTo(root);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Pairing.class,
            names = {"IN_PROCESS_AND_LOCAL", "IN_PROCESS_AND_HDFS"})
    void openingCreatesNothing(Pairing pairing) throws IOException {
        Path root = pairing.files().freshRoot("untouched");
        open(root.toString(), pairing.files().configuration()).close();

        assertThat(storage(pairing).list(root)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Pairing.class,
            names = {"IN_PROCESS_AND_LOCAL", "IN_PROCESS_AND_HDFS"})
    void missingRootIsRefusedAndNotCreated(Pairing pairing) throws IOException {
        Path missing = new Path(pairing.files().freshRoot("parent"), "missing");

        assertThatThrownBy(() -> open(missing.toString(), pairing.files().configuration()))
                .isInstanceOf(RootUnusableException.class)
                .hasMessage("The root " + missing + " does not exist. Create it (hdfs dfs -mkdir -p " + missing
                        + ") or correct the option 'root'.");
        assertThat(storage(pairing).list(missing.getParent())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Pairing.class,
            names = {"IN_PROCESS_AND_LOCAL", "IN_PROCESS_AND_HDFS"})
    void fileIsNoRoot(Pairing pairing) throws IOException {
        Path file = new Path(pairing.files().freshRoot("parent"), "file");
        storage(pairing).create(file).close();

        assertThatThrownBy(() -> open(file.toString(), pairing.files().configuration()))
                .isInstanceOf(RootUnusableException.class)
                .hasMessage("The root " + file
                        + " is a file; it must be a directory that holds datasets. Correct the option 'root'.");
    }

    @Test
    void rootBelowADirectoryThatMayNotBeEnteredIsRefused() throws Exception {
        Path closed = MiniHdfs.shared().freshRoot("closed");
        Path root = new Path(closed, "root");
        FileContext files = hdfs();
        files.mkdir(root, FsPermission.getDirDefault(), true);
        files.setPermission(closed, new FsPermission((short) 0700));

        assertThatThrownBy(() -> asBob(root))
                .isInstanceOf(RootUnusableException.class)
                .hasMessageStartingWith("The root " + root + " cannot be read: Permission denied: user=bob")
                .message()
                .doesNotContain("\n");
    }

    /** Its status can be had, but nothing in it. */
    @Test
    void rootThatMayNotBeListedIsRefused() throws Exception {
        Path root = MiniHdfs.shared().freshRoot("closed");
        hdfs().setPermission(root, new FsPermission((short) 0700));

        assertThatThrownBy(() -> asBob(root))
                .isInstanceOf(RootUnusableException.class)
                .hasMessageStartingWith("The root " + root + " cannot be read: Permission denied: user=bob")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void fileSystemWithoutExclusiveRenameIsRefused() {
        assertThatThrownBy(() -> open("s3a://bucket/cache", new Configuration(false)))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContaining("Cannot keep datasets in s3a://bucket/cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hdfs:", ":", "a b:c"})
    void whatIsNoPathIsRefused(String text) {
        assertThatThrownBy(() -> open(text, new Configuration(false)))
                .isInstanceOf(RootUnusableException.class)
                .hasMessageStartingWith("The root '" + text + "' is not a path: ")
                .hasMessageEndingWith("Write it like hdfs:///cache.");
    }

    @Test
    void malformedRedisAddressIsRefusedWithoutItsPassword() {
        String root = LocalFiles.shared().freshRoot("redis").toString();

        assertThatThrownBy(() -> DatasetRoot.open(
                        TurnstileOptions.of(Map.of("root", root, "redis", "redis://ann:secret@host:notaport")),
                        APPLICATION,
                        new Configuration(false)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains("Cannot use the Redis address")
                .doesNotContain("secret");
    }

    private static DatasetRoot asBob(Path root) throws Exception {
        try {
            return UserGroupInformation.createRemoteUser("bob").doAs((PrivilegedExceptionAction<DatasetRoot>)
                    () -> open(root.toString(), MiniHdfs.shared().configuration()));
        } catch (UndeclaredThrowableException wrapped) {
            throw wrapped.getCause() instanceof Exception cause ? cause : wrapped;
        }
    }

    private static DatasetRoot open(String root, Configuration configuration) throws IOException {
        return DatasetRoot.open(TurnstileOptions.of(Map.of("root", root)), APPLICATION, configuration);
    }

    private static Storage storage(Pairing pairing) throws IOException {
        return StorageFactory.open(
                pairing.files().freshRoot("any"), pairing.files().configuration());
    }

    private static FileContext hdfs() throws IOException {
        return FileContext.getFileContext(MiniHdfs.shared().configuration());
    }
}
