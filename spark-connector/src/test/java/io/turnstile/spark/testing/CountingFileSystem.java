package io.turnstile.spark.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.spark.TaskContext;

/** The local file system as {@code counted:/…}. Remembers what the driver asks of it; what tasks ask does not count. */
public final class CountingFileSystem extends RawLocalFileSystem {
    private static final URI NAME = URI.create("counted:///");
    private static final List<String> CALLS = new CopyOnWriteArrayList<>();

    /** What the driver has asked since the last call of this. */
    public static List<String> takeCalls() {
        List<String> calls = List.copyOf(CALLS);
        CALLS.clear();
        return calls;
    }

    private static void count(String call, Path path) {
        if (TaskContext.get() == null) {
            CALLS.add(call + " " + path);
        }
    }

    @Override
    public URI getUri() {
        return NAME;
    }

    @Override
    public String getScheme() {
        return NAME.getScheme();
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        count("listStatus", path);
        return super.listStatus(path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        count("getFileStatus", path);
        return super.getFileStatus(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        count("exists", path);
        try {
            super.getFileStatus(path);
            return true;
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        count("open", path);
        return super.open(path, bufferSize);
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        count("mkdirs", path);
        return super.mkdirs(path, permission);
    }
}
