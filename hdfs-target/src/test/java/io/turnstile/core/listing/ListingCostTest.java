package io.turnstile.core.listing;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.Requests;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listing a root asks of the NameNode: each directory once or twice, and no record is opened. */
class ListingCostTest {
    private static final DatasetKey GONE = DatasetKey.parse("a.gone");

    private final Applications applications = new Applications(MiniHdfs.shared(), Map.of("rerun", "allow"));
    private DatasetRoot root;

    ListingCostTest() throws IOException {}

    @BeforeEach
    void publish() throws IOException {
        root = applications.root("user");
        for (String key : List.of("a.one", "a.two", "a.b.three", GONE.toString())) {
            applications.finish(compute(root.dataset(DatasetKey.parse(key)), WriteMode.REUSE), key);
        }
        root.dataset(GONE).remove();
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private Map<String, Integer> requestsOf(Requests.Work work) throws Exception {
        return Requests.during(work, applications.root());
    }

    @Test
    void datasetsCostAListingOfTheirDirectoriesAndOneOfTheirLogs() throws Exception {
        List<String> namespace = List.of("a");

        assertThat(requestsOf(() -> assertThat(root.datasets(namespace))
                        .containsExactly(DatasetKey.parse("a.one"), DatasetKey.parse("a.two"))))
                .isEqualTo(Map.of("listStatus", 1 + 4 + 3));
    }

    @Test
    void namespacesCostAListingEach() throws Exception {
        List<String> namespace = List.of("a");

        assertThat(requestsOf(() -> assertThat(root.namespaces(namespace)).containsExactly("b")))
                .isEqualTo(Map.of("listStatus", 1 + 4));
        root.dropNamespace(namespace);
        assertThat(requestsOf(() -> assertThat(root.hasNamespace(namespace)).isTrue()))
                .as("marked as dropped, and in use all the same")
                .doesNotContainKey("open");
    }
}
