package io.turnstile.target.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * A real HDFS in this JVM, one NameNode and one DataNode on 127.0.0.1. It takes ten seconds to start, so there is one for
 * all tests of a JVM, which is removed with it.
 */
public final class MiniHdfs implements TestFileSystem {
    private final MiniDFSCluster cluster;
    private final AtomicInteger roots = new AtomicInteger();

    private MiniHdfs() {
        java.nio.file.Path directory = ScratchDirectory.create("minihdfs");
        Configuration configuration = new Configuration();
        configuration.set("dfs.namenode.rpc-bind-host", "127.0.0.1");
        // Else a client that closes a small file finds its block not yet reported, and sleeps for 400 ms.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 2);
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.retries", 13);
        configuration.set("dfs.namenode.audit.loggers", Requests.class.getName());
        // Whoever runs the tests may act as others, as a server does.
        String proxy = "hadoop.proxyuser." + System.getProperty("user.name");
        configuration.set(proxy + ".hosts", "*");
        configuration.set(proxy + ".groups", "*");
        try {
            cluster = new MiniDFSCluster.Builder(configuration, directory.toFile())
                    .numDataNodes(1)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ScratchDirectory.removeAtEnd(directory, cluster::shutdown);
    }

    /** The one of this JVM, started by the first call. */
    public static MiniHdfs shared() {
        return Shared.CLUSTER;
    }

    /** What a client of this HDFS needs; it is the default file system. A copy of its own for every caller. */
    @Override
    public Configuration configuration() {
        return new Configuration(cluster.getConfiguration(0));
    }

    @Override
    public Path freshRoot(String name) {
        try {
            FileSystem files = cluster.getFileSystem();
            Path root = files.makeQualified(new Path("/" + name + "-" + roots.incrementAndGet()));
            files.mkdirs(root);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        private static final MiniHdfs CLUSTER = new MiniHdfs();
    }
}
