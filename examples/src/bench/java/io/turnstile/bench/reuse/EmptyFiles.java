package io.turnstile.bench.reuse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A fixture: very many files of which only the names count. */
final class EmptyFiles {
    private static final int THREADS = 16;

    private EmptyFiles() {}

    /** Creates files 0 to {@code count} in a directory. */
    static void create(Path directory, int count, IntFunction<String> name, Configuration configuration)
            throws Exception {
        FileSystem files = directory.getFileSystem(configuration);
        files.mkdirs(directory);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> creations = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Path file = new Path(directory, name.apply(i));
                creations.add(() -> {
                    files.create(file).close();
                    return true;
                });
            }
            for (Future<Boolean> created : threads.invokeAll(creations)) {
                created.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
