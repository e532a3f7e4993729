package io.turnstile.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * A small but real HDFS on the loopback interface: a name node and a data node in this JVM. It says where the root for
 * datasets is and runs until its standard input ends.
 */
final class HdfsNode {
    private HdfsNode() {}

    /** Arguments: a directory for its blocks and its log of names. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // The name node prints to it.
        Configuration conf = new HdfsConfiguration();
        conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, args[0]);
        conf.set("hadoop.tmp.dir", args[0] + "/tmp");
        conf.setInt("dfs.replication", 1);
        // Applications then see the node under this address, whatever the machine's own name leads to.
        conf.set("dfs.datanode.hostname", "127.0.0.1");
        conf.setBoolean("dfs.namenode.datanode.registration.ip-hostname-check", false);
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
        Path root = new Path(cluster.getURI() + "/cache");
        cluster.getFileSystem().mkdirs(root);
        out.println(new Message("", Message.Kind.READY, root.toString()).line());
        out.flush();
        while (System.in.read() >= 0) {
            // Nobody says anything; the end is the signal.
        }
        // Its directory goes as a whole: no need to shut it down in order, which takes seconds.
        Runtime.getRuntime().halt(0);
    }
}
