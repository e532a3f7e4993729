package io.turnstile.core.mapreduce;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.Application;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Ours, which makes a dataset of what is written to {@code _new}. */
class DatasetCommitterTest extends OutputCommitterContract {
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    Configuration configuration(Path root) {
        Configuration configuration = storage().configuration();
        configuration.set(
                "mapreduce.outputcommitter.factory.scheme." + root.toUri().getScheme(),
                TurnstileCommitterFactory.class.getName());
        configuration.set("turnstile.root", root.toString());
        configuration.set("turnstile.redis", redis.address());
        configuration.setBoolean("turnstile.store.trusted", true);
        return configuration;
    }

    @Override
    Path published(Path root, Path output) throws IOException {
        return head(root, output)
                .map(head -> layout(output).generation(head.name()))
                .orElse(new Path(output, "nothing"));
    }

    @Override
    String expected(Difference difference) {
        return difference.ours();
    }

    @Override
    boolean complete(Path root, Path output) throws IOException {
        return head(root, output).isPresent();
    }

    @Override
    void failCommitHalfWay(Path root, SteppedJob job) throws IOException {
        // Whoever has the version that the job aims at, it fails after its files are sealed and its manifest is
        // written.
        CommitLog log = log(root, ((TurnstileOutputCommitter) job.committer()).getOutputPath());
        log.append(CommitRecord.NONE.fence(new CommitRecord.Author(new Application("a", "a", "ann", "host7"))));
    }

    @Override
    void driverDies() {
        // As if its lease had run out.
        redis.ask("FLUSHALL");
    }

    private static Layout layout(Path output) {
        return new NewOutput(output).layout();
    }

    private CommitLog log(Path root, Path output) throws IOException {
        return new CommitLog(StorageFactory.open(root, configuration(root)), layout(output));
    }

    private Optional<Generation> head(Path root, Path output) throws IOException {
        return log(root, output).head().head();
    }
}
