package io.turnstile.spark.reuse;

import io.turnstile.spark.fingerprint.ReadInput;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.security.AccessControlException;

/**
 * The permissions of whoever reuses a dataset on what it was computed from: that its own files can be read says nothing, since
 * who computed it may see more. Of files that have the same owner, group and mode, one is asked for; each that has an access
 * control list of its own is.
 */
public final class InputPermissions {
    private InputPermissions() {}

    /**
     * Asks as the current user.
     *
     * @throws UnsupportedOperationException if it may not read one of them, or that cannot be told; as a sentence goes on
     */
    public static void require(List<ReadInput> inputs, Configuration configuration) throws IOException {
        for (ReadInput input : inputs) {
            for (Path file : samples(input, configuration)) {
                require(file, configuration);
            }
        }
    }

    private static List<Path> samples(ReadInput input, Configuration configuration) throws IOException {
        try {
            return input.samples().list(configuration);
        } catch (AccessControlException denied) {
            throw new UnsupportedOperationException(
                    "you may not read " + input.name() + ", which it is computed from: " + denied.getMessage(), denied);
        }
    }

    private static void require(Path file, Configuration configuration) throws IOException {
        FileSystem files = file.getFileSystem(configuration);
        try {
            files.access(file, FsAction.READ);
        } catch (AccessControlException denied) {
            throw new UnsupportedOperationException("you may not read " + file + ", which it is computed from");
        }
    }
}
