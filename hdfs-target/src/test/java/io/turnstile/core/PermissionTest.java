package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.TestFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.AclEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Turnstile creates has the permissions that Hadoop's plain calls, and so Spark's, would have given it. */
class PermissionTest {
    @ParameterizedTest
    @CsvSource({"hdfs,022", "hdfs,027", "hdfs,002", "hdfs,077", "file,022", "file,027", "file,002"})
    void filesAndDirectoriesAreThoseOfAPlainWrite(String scheme, String umask) throws IOException {
        TestFileSystem files = scheme.equals("hdfs") ? MiniHdfs.shared() : LocalFiles.shared();
        Path root = files.freshRoot("umask");

        assertAlike(root, withUmask(files, umask));
    }

    @Test
    void defaultAclsAreInheritedAsByAPlainWrite() throws IOException {
        Configuration configuration = withUmask(MiniHdfs.shared(), "077");
        Path root = MiniHdfs.shared().freshRoot("acl");
        root.getFileSystem(configuration)
                .modifyAclEntries(root, AclEntry.parseAclSpec("default:group:analysts:rwx,default:mask::rwx", true));

        assertAlike(root, configuration);
    }

    private static Configuration withUmask(TestFileSystem files, String umask) {
        Configuration configuration = files.configuration();
        configuration.set("fs.permissions.umask-mode", umask);
        // Else Hadoop gives out one that was made with another umask.
        configuration.setBoolean("fs.hdfs.impl.disable.cache", true);
        configuration.setBoolean("fs.file.impl.disable.cache", true);
        return configuration;
    }

    private static void assertAlike(Path root, Configuration configuration) throws IOException {
        Storage storage = StorageFactory.open(root, configuration);
        storage.makeDirectories(new Path(root, "ours/a/b"));
        storage.create(new Path(root, "ours/c/file")).close();
        storage.createExclusively(new Path(root, "ours/record"), new Path(root, "ours/record.tmp"), new byte[1]);
        storage.replace(new Path(root, "ours/root"), new Path(root, "ours/root.tmp"), new byte[1]);
        FileSystem plain = root.getFileSystem(configuration);
        plain.mkdirs(new Path(root, "theirs/a/b"));
        for (String file : List.of("c/file", "record", "root")) {
            plain.create(new Path(root, "theirs/" + file)).close();
        }

        assertThat(everything(plain, new Path(root, "ours"), root))
                .isEqualTo(everything(plain, new Path(root, "theirs"), root))
                .hasSize(7);
    }

    private static List<String> everything(FileSystem files, Path path, Path root) throws IOException {
        List<String> found = new ArrayList<>();
        FileStatus status = files.getFileStatus(path);
        found.add(path.getName().replaceAll("ours|theirs", "top") + " " + status.getPermission() + " "
                + status.getOwner() + " " + status.getGroup() + " "
                + (status.hasAcl() ? files.getAclStatus(path).getEntries() : ""));
        if (status.isDirectory()) {
            for (FileStatus child : files.listStatus(path)) {
                if (!child.getPath().getName().endsWith(".crc")) {
                    found.addAll(everything(files, child.getPath(), root));
                }
            }
        }
        return found.stream().sorted().toList();
    }
}
