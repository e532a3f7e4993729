package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.ApplicationJvm.Answer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of applications whose Redis dies. */
@Tag("fault-3")
class RedisAwayIT {
    @Test
    void aWriteDuringWhichRedisIsKilledPublishesExactlyOnce() throws IOException {
        Path root = MiniHdfs.shared().freshRoot("redis-away");
        RedisServer redis = RedisServer.started();
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.sql.catalog.cache", TurnstileCatalog.class.getName());
        settings.put("spark.sql.catalog.cache.root", root.toString());
        settings.put("spark.sql.catalog.cache.redis", redis.address());
        // The query of a write that had to wait is skipped without adaptive execution, too.
        settings.put("spark.sql.adaptive.enabled", "false");
        try (ApplicationJvm writer = ApplicationJvm.starting(settings);
                ApplicationJvm other = ApplicationJvm.starting(settings)) {
            writer.ready().tell("create away.before 1000").awaits("COMPUTING");
            other.ready().tell("create away.before 1000").waits();
            writer.tell("go").answer();
            assertThat(other.answer().jobs()).isZero();

            writer.tell("create away.numbers 1000").awaits("COMPUTING");
            redis.kill();
            // Nobody keeps the other from computing it too: only one of them may publish.
            other.tell("create away.numbers 1000").awaits("COMPUTING");
            writer.tell("go");
            Answer first = writer.answer();
            Answer second = other.tell("go").answer();

            assertThat(first.action()).isEqualTo("COMPUTED");
            assertThat(second.action()).isEqualTo("REUSED");
            assertThat(second.generation()).isEqualTo(first.generation());
            assertThat(other.tell("read away.numbers").answer().sum()).isEqualTo(1000L * 999 / 2);
            FileStatus[] log = root.getFileSystem(MiniHdfs.shared().configuration())
                    .listStatus(new Path(root, "away/numbers/_turnstile"));
            assertThat(Arrays.stream(log).map(file -> file.getPath().getName()))
                    .containsExactlyInAnyOrder("00000001.json", first.generation());
        } finally {
            redis.close();
        }
    }
}
