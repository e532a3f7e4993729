package io.turnstile.core.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;
import org.apache.hadoop.hdfs.server.namenode.ha.HATestUtil;
import org.apache.hadoop.hdfs.server.namenode.ha.ObserverReadProxyProvider;
import org.apache.hadoop.util.VersionInfo;

/**
 * A real HDFS whose reads an observer answers: an active NameNode and one that follows its log, in which it looks for news
 * ten times a second, so that a client which has not caught up finds what was so a moment ago.
 */
public final class ObservedHdfs implements TestFileSystem, AutoCloseable {
    private static final int ACTIVE = 0;
    private static final int OBSERVER = 1;

    private final MiniDFSCluster cluster;
    private final Configuration configuration;
    private final Path home;
    private final AtomicInteger roots = new AtomicInteger();

    private ObservedHdfs() {
        java.nio.file.Path directory = ScratchDirectory.create("observedhdfs");
        Configuration servers = new Configuration();
        MiniHdfs.prepare(servers);
        servers.setBoolean("dfs.namenode.state.context.enabled", true);
        servers.setBoolean("dfs.ha.tail-edits.in-progress", true);
        servers.set("dfs.ha.tail-edits.period", "100ms");
        try {
            cluster = new MiniDFSCluster.Builder(servers, directory.toFile())
                    .nnTopology(MiniDFSNNTopology.simpleHATopology(2))
                    .numDataNodes(1)
                    .build();
            ScratchDirectory.removeAtEnd(directory, cluster::shutdown);
            cluster.transitionToActive(ACTIVE);
            cluster.transitionToObserver(OBSERVER);
            configuration = new Configuration(cluster.getConfiguration(ACTIVE));
            HATestUtil.setupHAConfiguration(cluster, configuration, 0, ObserverReadProxyProvider.class);
            home = new Path(HATestUtil.getLogicalUri(cluster));
            configuration.set("fs.defaultFS", home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * One of the caller's own. The test is skipped with Hadoop before 3.5: an observer of 3.3 that follows its log as a file,
     * as here, answered from before even to a client that had caught up.
     */
    public static ObservedHdfs started() {
        assumeTrue(VersionInfo.getVersion().compareTo("3.5") >= 0, "an observer that keeps its word");
        return new ObservedHdfs();
    }

    @Override
    public Configuration configuration() {
        return new Configuration(configuration);
    }

    @Override
    public Path freshRoot(String name) {
        Path root = new Path(home, "/" + name + "-" + roots.incrementAndGet());
        try {
            otherClient().mkdirs(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    /** A client that nobody else uses, and so does not know what others have seen. */
    public FileSystem otherClient() throws IOException {
        return FileSystem.newInstance(home.toUri(), configuration);
    }

    @Override
    public void close() {
        cluster.shutdown(true);
    }
}
