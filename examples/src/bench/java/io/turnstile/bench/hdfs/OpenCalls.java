package io.turnstile.bench.hdfs;

import io.turnstile.bench.Jmh;
import io.turnstile.core.CachedDataset;
import io.turnstile.core.read.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The JMH benchmarks that {@link Open} measures, ours and the peer's, see {@link Jmh}. */
@State(Scope.Benchmark)
public class OpenCalls {
    private static volatile @Nullable Subjects subjects;

    private final Subjects opened = Objects.requireNonNull(subjects, "not told what to open");

    private record Subjects(CachedDataset dataset, FileSystem files, Path small) {}

    /** What the calls of this JVM open. */
    static void open(CachedDataset dataset, FileSystem files, Path small) {
        subjects = new Subjects(dataset, files, small);
    }

    /** What a thread has opened; giving back its pin is not timed. */
    @State(Scope.Thread)
    public static class Opened {
        private @Nullable Snapshot snapshot;

        /** Gives it back. */
        @TearDown(Level.Invocation)
        public void close() {
            if (snapshot != null) {
                snapshot.close();
            }
        }
    }

    /** A read's coordination. */
    @Benchmark
    public void dataset(Opened dataset) throws Exception {
        dataset.snapshot = opened.dataset().snapshot();
    }

    /** A small file, read to its end. */
    @Benchmark
    public byte[] smallFile() throws IOException {
        try (InputStream in = opened.files().open(opened.small())) {
            return in.readAllBytes();
        }
    }
}
