package io.turnstile.core.remove;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.MiniHdfs.Damage;
import io.turnstile.core.testing.StandardError;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file of ours whose block HDFS has lost, or has another content of: damage like any other. */
@Tag("fault-10")
class LostBlockTest {
    private static final DatasetKey OTHER = DatasetKey.parse("travel.fares");

    private final MiniHdfs hdfs = MiniHdfs.shared();
    private Applications applications;
    private DatasetRoot root;
    private CachedDataset target;

    @BeforeEach
    void publish() throws IOException {
        applications = new Applications(hdfs, Map.of("rerun", "allow"));
        applications.publish("first", "first rows");
        applications.publish("second", "second rows");
        applications.finish(compute(applications.root("third").dataset(OTHER), WriteMode.FAIL), "fares");
        root = applications.root("operator");
        target = root.dataset(KEY);
    }

    @AfterEach
    void endApplications() {
        applications.close();
    }

    private Layout layout() {
        return Layout.of(applications.root(), KEY);
    }

    private void assertTold(Path file) throws IOException {
        assertThatThrownBy(target::snapshot)
                .isInstanceOf(DamagedException.class)
                .hasMessageStartingWith("Cannot read " + file + ": ");
        assertThat(target.readers()).isEmpty();
        assertThat(applications.readHead(root.dataset(OTHER))).isEqualTo("fares");
        assertThat(target.verify().orElseThrow().readable()).isFalse();
        assertThat(target.verify().orElseThrow().findings())
                .anyMatch(finding -> finding.problem().contains(file.toString()));
    }

    @ParameterizedTest
    @EnumSource
    void recordIsToldAndEveryWayBackWorks(Damage damage) throws IOException {
        Path record = layout().record(2);
        hdfs.damage(record, damage);

        assertTold(record);
        Operations operations = new Operations(root, root.options());
        assertThat(operations.datasets(""))
                .filteredOn(row -> row.problem() == null)
                .extracting(DatasetRow::name)
                .containsExactly(OTHER.toString());
        assertThat(operations.generations(KEY.toString(), 10))
                .anyMatch(row -> row.reason().equals("damaged"));
        assertThatThrownBy(() -> target.beginWrite(WriteMode.REUSE))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("Roll the dataset back");
        target.rollback(1);
        assertThat(applications.readHead(target)).isEqualTo("first rows");
        target.collect(CollectionReport.Mode.DELETE);
    }

    @ParameterizedTest
    @EnumSource
    void datasetWithSuchARecordCanBeDroppedOrComputedAnew(Damage damage) throws IOException {
        hdfs.damage(layout().record(2), damage);
        target.quarantineIfDamaged();

        assertThat(target.exists()).isFalse();
        applications.finish(compute(target, WriteMode.REUSE), "third rows");
        assertThat(applications.readHead(target)).isEqualTo("third rows");
        hdfs.damage(layout().record(4), damage);
        target.remove();
        assertThat(target.exists()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void manifestIsToldAndTheDatasetCanBeRolledBackOrComputedAnew(Damage damage) throws IOException {
        Path manifest = layout().manifest(target.head().orElseThrow().name());
        hdfs.damage(manifest, damage);

        assertTold(manifest);
        assertThat(new Operations(root, root.options()).datasets("")).hasSize(2);
        target.rollback(1);
        assertThat(applications.readHead(target)).isEqualTo("first rows");

        hdfs.damage(layout().manifest(target.head().orElseThrow().name()), damage);
        target.quarantineIfDamaged();
        assertThat(target.exists()).isFalse();
        applications.finish(compute(target, WriteMode.REUSE), "third rows");
        assertThat(applications.readHead(target)).isEqualTo("third rows");
    }

    @ParameterizedTest
    @EnumSource
    void fileOfTheRootIsReadFromItsCopyAndMadeAnew(Damage damage) throws IOException {
        RootFile before =
                RootFile.read(applications.storage(), applications.root()).orElseThrow();
        Path file = Layout.rootFile(applications.root());
        hdfs.damage(file, damage);

        assertThat(StandardError.during(() -> assertThat(applications.readHead(applications.dataset("later")))
                        .isEqualTo("second rows")))
                .contains(file.toString(), "Going by its copy", "turnstile repair");
        assertThat(root.repair(false)).isEqualTo(RootFile.Repair.FROM_COPY);
        assertThat(root.repair(false)).isEqualTo(RootFile.Repair.WHOLE);
        assertThat(RootFile.read(applications.storage(), applications.root())).contains(before);
    }

    @ParameterizedTest
    @EnumSource
    void fileOfTheRootWhoseCopyIsLostTooIsMadeAnewWithAnotherId(Damage damage) throws IOException {
        hdfs.damage(Layout.rootFile(applications.root()), damage);
        hdfs.damage(Layout.rootFileCopy(applications.root()), damage);
        CachedDataset later = applications.dataset("later");

        assertThatThrownBy(later::snapshot)
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("turnstile repair");
        List<String> files = applications.everything();
        assertThatThrownBy(() -> root.repair(false))
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("--new-id");
        assertThat(applications.everything()).isEqualTo(files);
        assertThat(root.repair(true)).isEqualTo(RootFile.Repair.WITH_ANOTHER_ID);
        assertThat(applications.readHead(later)).isEqualTo("second rows");
    }
}
