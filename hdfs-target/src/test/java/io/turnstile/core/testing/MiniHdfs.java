package io.turnstile.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsDatasetSpi;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.FsVolumeSpi;
import org.apache.hadoop.hdfs.server.datanode.fsdataset.impl.FsVolumeImpl;

/**
 * A real HDFS in this JVM, one NameNode and one DataNode on 127.0.0.1. It takes ten seconds to start, so there is one for
 * all tests of a JVM, which is removed with it.
 */
public final class MiniHdfs implements TestFileSystem, AutoCloseable {
    private static final long UNLIMITED = -1;

    private final MiniDFSCluster cluster;
    private final AtomicInteger roots = new AtomicInteger();

    private MiniHdfs(String... settings) {
        java.nio.file.Path directory = ScratchDirectory.create("minihdfs");
        Configuration configuration = new Configuration();
        for (int i = 0; i < settings.length; i += 2) {
            configuration.set(settings[i], settings[i + 1]);
        }
        configuration.set("dfs.namenode.rpc-bind-host", "127.0.0.1");
        configuration.set("dfs.namenode.audit.loggers", Requests.class.getName());
        prepare(configuration);
        try {
            cluster = new MiniDFSCluster.Builder(configuration, directory.toFile())
                    .numDataNodes(1)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ScratchDirectory.removeAtEnd(directory, cluster::shutdown);
    }

    /** What all clusters of a JVM must have in common, and their clients. */
    static void prepare(Configuration configuration) {
        // Else a client that closes a small file finds its block not yet reported, and sleeps for 400 ms.
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 2);
        configuration.setInt("dfs.client.block.write.locateFollowingBlock.retries", 13);
        // Whoever runs the tests may act as others, as a server does. The last NameNode to start says so for all.
        String proxy = "hadoop.proxyuser." + System.getProperty("user.name");
        configuration.set(proxy + ".hosts", "*");
        configuration.set(proxy + ".groups", "*");
    }

    /** The one of this JVM, started by the first call. */
    public static MiniHdfs shared() {
        return Shared.CLUSTER;
    }

    /** One of the caller's own, to be broken; with settings as name and value in turn. */
    public static MiniHdfs started(String... settings) {
        return new MiniHdfs(settings);
    }

    /** Its file system, for what only an administrator does. */
    public DistributedFileSystem administration() {
        try {
            return cluster.getFileSystem();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the NameNode and starts it again at the same address. Returns when it is there. */
    public void restartNameNode() {
        try {
            cluster.restartNameNode(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the NameNode refuse every change. */
    public void enterSafeMode() {
        setSafeMode(SafeModeAction.SAFEMODE_ENTER);
    }

    /** Has it take changes again. */
    public void leaveSafeMode() {
        setSafeMode(SafeModeAction.SAFEMODE_LEAVE);
    }

    private void setSafeMode(SafeModeAction action) {
        try {
            // The file system's own method takes another type from one version of Hadoop to the next.
            administration().getClient().setSafeMode(action);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves no space for another block, and tells the NameNode. What there is can be read. */
    public void fillDisk() {
        setCapacity(0);
    }

    /** As much space again as there is. */
    public void makeRoom() {
        setCapacity(UNLIMITED);
    }

    private void setCapacity(long bytes) {
        try (FsDatasetSpi.FsVolumeReferences volumes =
                cluster.getDataNodes().get(0).getFSDataset().getFsVolumeReferences()) {
            for (FsVolumeSpi volume : volumes) {
                ((FsVolumeImpl) volume).setCapacityForTesting(bytes);
            }
            cluster.triggerHeartbeats();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What can become of a file's only block, while the NameNode believes that it is there. */
    @SuppressWarnings("ImmutableEnumChecker") // What becomes of it is a function.
    public enum Damage {
        CORRUPT(MiniDFSCluster::corruptBlockOnDataNodes),
        MISSING(MiniDFSCluster::corruptBlockOnDataNodesByDeletingBlockFile);

        private interface Deed {
            int befalls(MiniDFSCluster cluster, ExtendedBlock block) throws IOException;
        }

        private final Deed deed;

        Damage(Deed deed) {
            this.deed = deed;
        }
    }

    /** Damages the block of a small file. */
    public void damage(Path file, Damage damage) {
        try {
            ExtendedBlock block = administration()
                    .getClient()
                    .getLocatedBlocks(file.toUri().getPath(), 0)
                    .get(0)
                    .getBlock();
            if (damage.deed.befalls(cluster, block) == 0) {
                throw new IllegalStateException("No replica of " + file + " was found");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it. The shared one is never closed. */
    @Override
    public void close() {
        cluster.shutdown(true);
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
