package io.turnstile.core.listing;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.InvalidKeyException;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A namespace is there from its first dataset, or from when it was created, until it is dropped. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "IN_PROCESS_AND_HDFS"})
class NamespaceTest {
    @Parameter
    Pairing pairing;

    private Applications applications;
    private DatasetRoot root;

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(pairing.files(), pairing.lockService());
        root = applications.root("user", "rerun", "allow");
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private void publish(String key) throws IOException {
        applications.finish(compute(root.dataset(DatasetKey.parse(key)), WriteMode.REUSE), key);
    }

    @Test
    void anEmptyNamespaceIsCreatedOnceAndDropped() throws IOException {
        assertThat(root.createNamespace(List.of("a", "b"))).isTrue();
        assertThat(root.createNamespace(List.of("a", "b"))).isFalse();
        assertThat(root.hasNamespace(List.of("a"))).isTrue();
        assertThat(root.namespaces(List.of("a"))).containsExactly("b");
        root.dropNamespace(List.of("a"));
        assertThat(root.namespaces(List.of())).isEmpty();
        assertThat(applications.everything()).as("nothing is left of it").noneMatch(path -> path.contains("/a"));
    }

    @Test
    void theRecordsOfDroppedDatasetsStayInADroppedNamespace() throws IOException {
        publish("a.b.data");
        assertThat(root.datasetsBelow(List.of())).containsExactly(DatasetKey.parse("a.b.data"));
        root.dataset(DatasetKey.parse("a.b.data")).remove();
        root.dropNamespace(List.of("a"));

        assertThat(root.hasNamespace(List.of("a"))).isFalse();
        assertThat(root.namespaces(List.of())).isEmpty();
        assertThat(root.createNamespace(List.of("a"))).isTrue();
        assertThat(root.hasNamespace(List.of("a"))).isTrue();
        assertThat(root.namespaces(List.of("a"))).as("a.b is still dropped").isEmpty();
        publish("a.b.data");
        assertThat(root.namespaces(List.of("a"))).containsExactly("b");
        assertThat(root.dataset(DatasetKey.parse("a.b.data"))
                        .head()
                        .orElseThrow()
                        .version())
                .as("its version goes on")
                .isEqualTo(3);
    }

    @Test
    void whatAnotherApplicationPublishesMeanwhileKeepsItThere() throws IOException {
        publish("a.data");
        root.dropNamespace(List.of("a"));

        assertThat(root.hasNamespace(List.of("a"))).isTrue();
        assertThat(root.datasets(List.of("a"))).containsExactly(DatasetKey.parse("a.data"));
    }

    @Test
    void aDatasetIsNoNamespace() throws IOException {
        publish("a.data");

        assertThat(root.hasNamespace(List.of("a", "data"))).isFalse();
        assertThatThrownBy(() -> root.createNamespace(List.of("a", "data")))
                .hasMessageContaining("Cannot create namespace a.data: there is, or was, a dataset");
        assertThatThrownBy(() -> root.createNamespace(List.of("_a"))).isInstanceOf(InvalidKeyException.class);
    }
}
