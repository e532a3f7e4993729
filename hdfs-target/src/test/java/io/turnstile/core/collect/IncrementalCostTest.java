package io.turnstile.core.collect;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.DueIndex.Due;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cleaning up the root costs a publish, in requests to the NameNode below the root's own directory. */
class IncrementalCostTest {
    private final Applications applications =
            new Applications(MiniHdfs.shared(), Map.of("rerun", "allow", "locks", "process"));
    private DatasetRoot root;

    IncrementalCostTest() throws IOException {}

    @BeforeEach
    void openRoot() throws IOException {
        root = applications.root("writer");
        publish();
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private void publish() throws IOException {
        applications.finish(compute(root.dataset(Applications.KEY), WriteMode.REPLACE), "rows");
    }

    /** Of the commit alone. */
    private Map<String, Integer> requests(Path below) throws Exception {
        try (GenerationWrite write = compute(root.dataset(Applications.KEY), WriteMode.REPLACE)) {
            applications.writeTask(write, "rows");
            return Requests.during(() -> write.commit(Applications.content()), below);
        }
    }

    @Test
    void publishCostsOneListingAndOneEntryHoweverMuchWaits() throws Exception {
        Path due = Layout.due(applications.root());
        assertThat(requests(due.getParent())).isEqualTo(Map.of("open", 1, "listStatus", 1, "create", 1));
        for (int i = 0; i < 1100; i++) {
            Due later = new Due(
                    Instant.now().plusSeconds(3600 + i), Duration.ofHours(1), DatasetKey.parse("travel.other" + i));
            applications.storage().create(new Path(due, later.name())).close();
        }

        Map<String, Integer> requests = requests(due.getParent());

        assertThat(requests).as("more than a page of what is not due yet").containsEntry("listStatus", 1);
        // The entry is there already, unless a tenth of the retention has just ended.
        assertThat(requests.getOrDefault("create", 0)).isLessThanOrEqualTo(1);
        assertThat(requests.keySet()).isSubsetOf("open", "listStatus", "create");
    }
}
