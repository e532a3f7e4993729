package io.turnstile.bench.hdfs;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.examples.jvm.JvmCommand;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A JVM with a small heap that reads a small manifest, as a client that is warm has, and then a large one. */
final class LoadingJvm {
    /** All of its heap, HDFS client included. */
    static final int HEAP_MIB = 150;

    static final GenerationName LARGE = new GenerationName(1, "4f2a91c0");
    static final GenerationName SMALL = new GenerationName(2, "9be07d11");

    /**
     * What loading the large one took.
     *
     * @param seconds until it was there
     * @param bytes what is kept: in use after a garbage collection, less what was before
     * @param files how many it names
     */
    record Loaded(double seconds, double bytes, int files) {}

    private LoadingJvm() {}

    /** Runs one. */
    static Loaded run(Layout layout, java.nio.file.Path work) throws IOException {
        Process process = new JvmCommand(LoadingJvm.class)
                .heap(HEAP_MIB + "m")
                .properties(Map.of("java.io.tmpdir", work.toString()))
                .arguments(layout.log().toString())
                .process()
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader()) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException(
                        "A heap of " + HEAP_MIB + " MiB is too small for the manifest, or it was not read");
            }
            String[] numbers = line.split(" ", -1);
            return new Loaded(
                    Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Integer.parseInt(numbers[2]));
        }
    }

    /** Arguments: the dataset's log. Says the figures in one line. */
    public static void main(String[] args) throws Exception {
        Layout layout = new Layout(new Path(args[0]));
        Storage storage = StorageFactory.open(layout.log(), new Configuration());
        ManifestFile.read(storage, layout, SMALL);
        long before = inUse();
        long begun = System.nanoTime();
        Manifest manifest = ManifestFile.read(storage, layout, LARGE);
        double seconds = (System.nanoTime() - begun) / 1e9;
        long bytes = inUse() - before;
        System.out.println(seconds + " " + bytes + " " + manifest.size().files());
        System.exit(0);
    }

    private static long inUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
