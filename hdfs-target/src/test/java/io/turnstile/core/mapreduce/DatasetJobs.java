package io.turnstile.core.mapreduce;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Jobs that make one dataset of a fresh root, and what becomes of it. */
final class DatasetJobs {
    private final Path root = MiniHdfs.shared().freshRoot("jobs");
    private final Path output = new Path(root, "travel/route_delays/_new");
    private final OutputFiles files = new OutputFiles(MiniHdfs.shared().configuration());
    private final String redis;

    /** With locks that reach no further than this JVM. */
    DatasetJobs() {
        this("");
    }

    DatasetJobs(String redis) {
        this.redis = redis;
    }

    Path root() {
        return root;
    }

    Path output() {
        return output;
    }

    /** A configuration that binds the committer, with options by name and value in turn. */
    Configuration configuration(String... options) {
        Configuration configuration = MiniHdfs.shared().configuration();
        configuration.set("mapreduce.outputcommitter.factory.scheme.hdfs", TurnstileCommitterFactory.class.getName());
        configuration.set("turnstile.root", root.toString());
        if (!redis.isEmpty()) {
            configuration.set("turnstile.redis", redis);
        }
        for (int i = 0; i < options.length; i += 2) {
            configuration.set(options[i], options[i + 1]);
        }
        return configuration;
    }

    SteppedJob job(int number, String... options) throws IOException {
        return new SteppedJob(configuration(options), output, number);
    }

    /** Runs a job of one task. */
    void publish(int number, String row, String... options) throws IOException {
        SteppedJob job = job(number, options).setUp();
        job.attempt(0, 0).write("part-m-00000", row).commit();
        job.commit();
    }

    CommitRecord record() throws IOException {
        return new CommitLog(StorageFactory.open(root, configuration()), new NewOutput(output).layout()).head();
    }

    Optional<Generation> head() throws IOException {
        return record().head();
    }

    /** The rows of the dataset, none if it does not exist. */
    List<String> rows() throws IOException {
        Optional<Generation> head = head();
        return head.isEmpty()
                ? List.of()
                : files.rows(
                        new NewOutput(output).layout().generation(head.get().name()));
    }

    /** The names of all files and directories of the dataset, but for its records and the word of a failure. */
    List<String> names() throws IOException {
        return files.everything(new NewOutput(output).layout().log()).stream()
                .map(Path::getName)
                .filter(name -> !name.matches("\\d{8}\\.json") && !name.equals(Layout.FAILURE))
                .sorted()
                .toList();
    }
}
