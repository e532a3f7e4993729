package io.turnstile.core.collect;

import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.FaultWorkerJvm;
import io.turnstile.core.testing.Eventually;
import io.turnstile.core.testing.MiniHdfs;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Collectors in processes of their own, and applications whose rows they collect. */
abstract class CollectorFaults {
    static final Duration SOON = Duration.ofSeconds(30);

    Applications applications;
    FaultWorkerJvm collector;

    /** A root whose locks are where these options say. */
    void open(Map<String, String> locks) throws IOException {
        Map<String, String> options = new HashMap<>(locks);
        options.putAll(Map.of("lock.lease", "1s", "rerun", "allow"));
        applications = new Applications(MiniHdfs.shared(), options);
        collector = applications.worker("collector", "retention", "0s").ready();
    }

    @AfterEach
    void endApplications() {
        collector.resume();
        applications.close();
    }

    void collectsUntil(String said) {
        Eventually.within(
                SOON,
                "the collector says: " + said,
                () -> collector.tell("collect").answer().contains(said));
    }

    /** One that reads what has been replaced since, and that the collector would delete but for its pin. */
    FaultWorkerJvm readerOfOldRows() throws IOException {
        applications.publish("first", "old rows");
        FaultWorkerJvm reader = applications.worker("reader").ready();
        reader.tell("pin").answer();
        applications.publish("second", "new rows");
        collectsUntil("somebody is reading it");
        return reader;
    }
}
