package io.turnstile.core.storage;

import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.exception.RootUnusableException;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.testing.GsOnS3;
import io.turnstile.core.testing.LocalAbfs;
import io.turnstile.core.testing.TestFileSystem;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which storage Azure's and Google's stores get, and what they have to prove, shown by file systems that are found as theirs are. */
class UntriedStoresTest {
    private static void assertTrustedAndProven(TestFileSystem files, boolean moves) throws IOException {
        try (Applications applications = new Applications(files, Map.of("locks", "root"))) {
            assertThat(applications.storage().moves()).isEqualTo(moves);
            var untrusting = applications.dataset("untrusting");
            assertThatThrownBy(() -> untrusting.beginWrite(WriteMode.REUSE))
                    .isInstanceOf(RootUnusableException.class)
                    .hasMessageContaining("store.trusted");

            applications.finish(
                    compute(applications.dataset("writer", "store.trusted", "true"), WriteMode.REUSE), "rows");
            assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("rows");
            applications.publish("rerun", "new rows");
            assertThat(applications.readHead(applications.dataset("reader"))).isEqualTo("new rows");
        }
    }

    private static void assertLosesTheRace(TestFileSystem files) throws IOException {
        try (Applications applications = new Applications(files, Map.of("store.trusted", "true", "locks", "root"))) {
            var writer = applications.dataset("writer");
            assertThatThrownBy(() -> writer.beginWrite(WriteMode.REUSE))
                    .isInstanceOf(UnsupportedStorageException.class)
                    .hasMessageContaining("that created one name at once");
            assertThat(applications.everything()).noneMatch(file -> file.contains("root.json"));
        }
    }

    @Test
    void azuresFilesAreRenamedAndTheStoreIsTrustedAndProven() throws IOException {
        assertTrustedAndProven(LocalAbfs.files(Map.of()), true);
    }

    @Test
    void googlesObjectsAreCreatedOnConditionAndTheStoreIsTrustedAndProven() throws IOException {
        assertTrustedAndProven(GsOnS3.files(Map.of()), false);
    }

    @Test
    void azuresThatRenamesOverWhatIsThereIsRefused() throws IOException {
        assertLosesTheRace(LocalAbfs.files(Map.of(LocalAbfs.CARELESS, true)));
    }

    @Test
    void googlesThatLooksFirstAndWritesThenIsRefused() throws IOException {
        assertLosesTheRace(GsOnS3.files(Map.of(GsOnS3.CARELESS, true)));
    }

    @Test
    void azuresAccountThatIsNotKnownToBeHierarchicalIsRefused() {
        TestFileSystem flat = LocalAbfs.files(Map.of(LocalAbfs.HIERARCHICAL, false));
        Path root = flat.freshRoot("flat");

        assertThatThrownBy(() -> StorageFactory.open(root, flat.configuration()))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContainingAll("Cannot keep datasets in " + root, "hierarchical namespace", "Hadoop 3.3.4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abfs", "abfss", "gs"})
    void withoutTheirClientItIsSaidWhatIsMissing(String scheme) {
        Path root = new Path(scheme + "://bucket/cache");

        assertThatThrownBy(() -> StorageFactory.open(root, new Configuration(false)))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContainingAll(
                        "Cannot keep datasets in " + root,
                        "no client",
                        scheme.equals("gs") ? "Google" : "hadoop-azure");
    }
}
