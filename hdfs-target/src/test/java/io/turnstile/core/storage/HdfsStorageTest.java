package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;

class HdfsStorageTest extends MovingStorageContract {
    @Override
    TestFileSystem files() {
        return MiniHdfs.shared();
    }

    /** The outer stream closes the inner one, which is closed again, and HDFS's own throws the same exception twice. */
    @Test
    void fileThatIsDeletedUnderItsWriterIsAnIoException() throws IOException {
        Path root = files().freshRoot("deleted");
        Storage storage = StorageFactory.open(root, files().configuration());
        Path file = new Path(root, "directory/file");

        assertThatThrownBy(() -> {
                    try (OutputStream out = storage.create(file);
                            OutputStream outer = new BufferedOutputStream(out)) {
                        outer.write(1);
                        storage.delete(file.getParent());
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void manyDirectoriesCostARequestForAHundred() throws Exception {
        Path root = files().freshRoot("listed");
        Storage storage = StorageFactory.open(root, files().configuration());
        List<Path> directories = IntStream.range(0, 250)
                .mapToObj(i -> new Path(root, "directory-" + i))
                .toList();
        for (Path directory : directories) {
            storage.makeDirectories(directory);
        }

        long before = requestsOfBatches();
        storage.list(directories);

        assertThat(requestsOfBatches() - before).isEqualTo(3);
    }

    /** As one does that cannot do it at all. */
    @Test
    void directoriesAreListedOneByOneWhereTheNameNodeRefusesToListThemTogether() throws IOException {
        try (MiniHdfs refusing = MiniHdfs.started("dfs.batched.ls.limit", "1")) {
            Path root = refusing.freshRoot("listed");
            Storage storage = StorageFactory.open(root, refusing.configuration());
            storage.makeDirectories(new Path(root, "one/inside"));

            for (int i = 0; i < 2; i++) {
                assertThat(storage.list(List.of(new Path(root, "one"), new Path(root, "none"), root)))
                        .extracting(List::size)
                        .containsExactly(1, 0, 1);
            }
        }
    }

    /** All of a JVM that runs as one user share it, and any of them can close it. */
    @Test
    void directoriesAreListedOneByOneWhereSomebodyHasClosedTheFileSystem() throws Exception {
        Path root = files().freshRoot("listed");
        Storage own = StorageFactory.open(root, files().configuration());
        own.makeDirectories(new Path(root, "one/inside"));
        UserGroupInformation user = UserGroupInformation.createRemoteUser("closing");
        Storage storage = openedBy(user, root);

        FileSystem.closeAllForUGI(user);

        assertThat(storage.list(List.of(new Path(root, "one"), root)))
                .extracting(List::size)
                .containsExactly(1, 1);
    }

    @Test
    void directoryThatMayNotBeReadIsNamedAlsoAmongMany() throws Exception {
        Path root = files().freshRoot("listed");
        Storage own = StorageFactory.open(root, files().configuration());
        Path secret = new Path(root, "secret");
        own.makeDirectories(new Path(root, "open"));
        own.makeDirectories(secret);
        FileSystem.get(root.toUri(), files().configuration()).setPermission(secret, new FsPermission("700"));
        Storage storage = openedBy(UserGroupInformation.createRemoteUser("curious"), root);

        assertThatThrownBy(() -> storage.list(List.of(new Path(root, "open"), secret)))
                .isInstanceOf(AccessControlException.class)
                .hasMessageStartingWith("Cannot read " + secret + ": Permission denied: user=curious")
                .hasMessageEndingWith("Ask its owner for permission to read it.")
                .message()
                .doesNotContain("\n");
    }

    private Storage openedBy(UserGroupInformation user, Path root) throws Exception {
        return user.doAs((PrivilegedExceptionAction<Storage>) () -> StorageFactory.open(root, files().configuration()));
    }

    /** By this thread and through this kind of client, which nothing but these batches uses here. */
    @SuppressWarnings("deprecation") // What replaces it counts all threads together.
    private static long requestsOfBatches() {
        return FileSystem.getStatistics("hdfs", DistributedFileSystem.class)
                .getThreadStatistics()
                .getReadOps();
    }
}
