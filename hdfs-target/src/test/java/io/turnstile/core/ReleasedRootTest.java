package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.turnstile.core.collect.CollectionReport.Mode;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.Pairing;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.GenerationRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.origin.TableVersions;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Roots that released versions have written, kept as files: today's version reads them, and goes on with them. */
@ParameterizedClass
@EnumSource(
        value = Pairing.class,
        names = {"IN_PROCESS_AND_LOCAL", "REDIS_AND_HDFS"})
class ReleasedRootTest {
    private static final Path RELEASED = Path.of("src", "test", "resources", "released");

    @Parameter
    private Pairing pairing;

    private Applications applications;

    static List<Path> released() throws IOException {
        try (Stream<Path> versions = Files.list(RELEASED)) {
            return versions.sorted().toList();
        }
    }

    @BeforeEach
    void openRoot() throws IOException {
        applications = new Applications(pairing.files(), pairing.lockService());
    }

    @AfterEach
    void closeRoot() {
        applications.close();
    }

    private Operations operations(Path version) throws IOException {
        FileSystem files = applications.root().getFileSystem(pairing.files().configuration());
        files.delete(applications.root(), true);
        files.copyFromLocalFile(
                new org.apache.hadoop.fs.Path(version.toAbsolutePath().toUri()), applications.root());
        DatasetRoot root = applications.root("today", "rerun", "allow");
        return new Operations(root, root.options());
    }

    @ParameterizedTest
    @MethodSource("released")
    void allThatIsInItIsRead(Path version) throws IOException {
        Operations operations = operations(version);

        assertThat(operations.datasets("travel"))
                .extracting(DatasetRow::name, DatasetRow::rows)
                .containsExactlyInAnyOrder(
                        tuple("travel.by_day", 30L), tuple("travel.delays", 1200L), tuple("travel.worst", 7L));
        assertThat(operations.datasets("auto")).hasSize(1);
        for (DatasetRow dataset : operations.datasets("")) {
            assertThat(operations.verify(dataset.name())).as(dataset.name()).isEmpty();
        }
        assertThat(operations.generations("travel.delays", 10))
                .extracting(GenerationRow::version)
                .containsExactly(1L, 2L);
        assertThat(operations.generations("travel.failed", 10))
                .extracting(GenerationRow::note)
                .anySatisfy(note -> assertThat(note).contains("no such route"));
        Origins origins = new Origins(applications.root("asks"), TableVersions.NONE);
        assertThat(origins.inputs("travel.worst")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("released")
    void itIsGoneOnWith(Path version) throws IOException {
        Operations operations = operations(version);
        CachedDataset delays = applications.root("writes", "rerun", "allow").dataset(DatasetKey.parse("travel.delays"));

        applications.finish(Applications.compute(delays, WriteMode.REPLACE), "rows");
        assertThat(applications.readHead(delays)).isEqualTo("rows");
        assertThat(operations.rollback("travel.delays", 1).generation()).startsWith("g-00000001-");
        assertThat(operations.remove("travel.by_day").generation()).isNotNull();
        List<DatasetCollectionRow> rows = new ArrayList<>();
        operations.collect("travel", Mode.DRY_RUN, rows::add);
        assertThat(rows).extracting(DatasetCollectionRow::dataset).contains("travel.delays", "travel.dropped");
        assertThat(rows).allSatisfy(row -> assertThat(row.refused()).isNull());
    }
}
