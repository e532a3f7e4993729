package io.turnstile.examples.demo;

import io.turnstile.core.testing.S3Store;
import java.io.IOException;
import java.io.PrintStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A real S3 server on the loopback interface, which has shown first that of several who create one object exactly one does. It
 * says where it answers and runs until its standard input ends.
 */
final class S3Node {
    /** Where datasets are in it. */
    static final String ROOT = "s3a://turnstile/cache";

    private S3Node() {}

    /** No arguments. */
    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        System.setOut(System.err); // Nobody else may write where the address goes.
        S3Store store = S3Store.shared();
        Path root = new Path(ROOT);
        try (FileSystem files = root.getFileSystem(store.configuration())) {
            files.mkdirs(root);
        }
        out.println(new Message("", Message.Kind.READY, store.endpoint().toString()).line());
        out.flush();
        while (System.in.read() >= 0) {
            // Nobody says anything; the end is the signal.
        }
        System.exit(0);
    }
}
