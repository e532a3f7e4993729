package io.turnstile.core.mapreduce;

import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** The control: Hadoop's own committer, which writes to the output path itself. */
class FileOutputCommitterTest extends OutputCommitterContract {
    @Override
    Configuration configuration(Path root) {
        Configuration configuration = MiniHdfs.shared().configuration();
        configuration.setInt("mapreduce.fileoutputcommitter.algorithm.version", 1);
        return configuration;
    }

    @Override
    Path published(Path root, Path output) {
        return output;
    }

    @Override
    String expected(Difference difference) {
        return difference.control();
    }

    @Override
    boolean complete(Path root, Path output) throws IOException {
        return output.getFileSystem(configuration(root)).exists(new Path(output, "_SUCCESS"));
    }

    @Override
    void failCommitHalfWay(Path root, SteppedJob job) {
        // The committer asks for the file system anew when it commits.
        Configuration configuration = job.context().getConfiguration();
        configuration.setClass("fs.hdfs.impl", FailsAtTheSecondRename.class, DistributedFileSystem.class);
        configuration.setBoolean("fs.hdfs.impl.disable.cache", true);
    }

    @Override
    void driverDies() {
        // It holds nothing.
    }

    /** HDFS, but for one rename. */
    public static final class FailsAtTheSecondRename extends DistributedFileSystem {
        private int renames;

        @Override
        public boolean rename(Path source, Path destination) throws IOException {
            if (++renames == 2) {
                throw new IOException("told to fail");
            }
            return super.rename(source, destination);
        }
    }
}
