package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.TestFileSystem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a commit log promises, whatever it is kept on. */
abstract class CommitLogContract {
    private static final int RACERS = 8;
    private static final int VERSIONS = 50;

    private Layout layout;
    private CommitLog log;

    abstract TestFileSystem files();

    /** Storage as another process would open it. */
    Storage openStorage(Path root) throws IOException {
        return StorageFactory.open(root, files().configuration());
    }

    @BeforeEach
    void openLog() throws IOException {
        Path root = files().freshRoot("log");
        layout = Layout.of(root, DatasetKey.parse("travel.route_delays"));
        log = new CommitLog(openStorage(root), layout);
    }

    @Test
    void datasetWithoutARecordIsAtVersionZeroAndHasNoHead() throws IOException {
        assertThat(log.head()).isEqualTo(CommitRecord.NONE);
        assertThat(log.head().version()).isZero();
        assertThat(log.head().head()).isEmpty();
        assertThat(listsHead()).isFalse();
        assertThatThrownBy(() -> log.read(1)).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void recordIsReadBackAsItWasWritten() throws IOException {
        CommitRecord first = Records.publish(CommitRecord.NONE);
        CommitRecord second = first.publish(
                Records.generation(first),
                Records.NOW,
                new CommitRecord.Author(
                        Records.author("odd \"name\" \\ ü\n").application(), Instant.EPOCH, "why: 'because' \t😀"));
        log.append(first);
        log.append(second);

        assertThat(log.head()).isEqualTo(second);
        assertThat(log.read(1)).isEqualTo(first);
    }

    @Test
    void publishedGenerationIsTheHeadAndTheEarlierOneStaysReadable() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord second = append(Records.publish(first));

        assertThat(second.reason()).isEqualTo(Reason.PUBLISH);
        assertThat(second.head().orElseThrow().name()).isNotEqualTo(first.headName());
        assertThat(second.head().orElseThrow().since()).isNull();
        assertThat(second.readable(first.headName()).orElseThrow().since()).isEqualTo(Records.NOW);
        assertThat(second.generations()).hasSize(2);
    }

    @Test
    void removedDatasetHasNoHeadAndItsGenerationStaysReadable() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord removed = append(first.remove(Reason.REMOVE, Records.NOW, Records.author("remover")));

        assertThat(removed.head()).isEmpty();
        assertThat(removed.version()).isEqualTo(2);
        assertThat(removed.readable(first.headName()).orElseThrow().since()).isEqualTo(Records.NOW);
    }

    @Test
    void removedDatasetIsPublishedAgainUnderTheNextVersion() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord removed = append(first.remove(Reason.QUARANTINE, null, Records.author("remover")));
        CommitRecord again = append(Records.publish(removed));

        assertThat(again.version()).isEqualTo(3);
        assertThat(again.headName().target()).isEqualTo(3);
        assertThat(again.readable(first.headName()).orElseThrow().since()).isNull();
    }

    @Test
    void rollbackMakesAnEarlierGenerationTheHeadAgain() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord second = append(Records.publish(first));
        CommitRecord back = append(second.rollback(first.headName(), Records.NOW, Records.author("operator")));

        assertThat(back.reason()).isEqualTo(Reason.ROLLBACK);
        assertThat(back.headName()).isEqualTo(first.headName());
        assertThat(back.head().orElseThrow().since()).isNull();
        assertThat(back.readable(second.headName()).orElseThrow().since()).isEqualTo(Records.NOW);
    }

    @Test
    void rollbackToARetiredOrUnknownGenerationIsRefused() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord retired = append(retire(append(Records.publish(first)), first.headName()));

        assertThatThrownBy(() -> retired.rollback(first.headName(), Records.NOW, Records.author("operator")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(first.headName().toString());
        assertThatThrownBy(() -> retired.rollback(GenerationName.forTarget(1), Records.NOW, Records.author("operator")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fenceChangesNothingButTheVersion() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord fenced = append(first.fence(Records.author("operator")));

        assertThat(fenced.version()).isEqualTo(2);
        assertThat(fenced.reason()).isEqualTo(Reason.FENCE);
        assertThat(fenced.headName()).isEqualTo(first.headName());
        assertThat(fenced.generations()).isEqualTo(first.generations());
    }

    @Test
    void retiredGenerationIsListedButNotReadable() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord retired = append(retire(append(Records.publish(first)), first.headName()));

        assertThat(retired.names(first.headName())).isTrue();
        assertThat(retired.readable(first.headName())).isEmpty();
        assertThat(retired.head()).isPresent();
    }

    @Test
    void forgottenGenerationIsListedNoMoreAndTheHeadIsNeverRetired() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord second = append(Records.publish(first));
        CommitRecord retired = append(retire(second, first.headName()));
        CommitRecord forgotten = append(
                retired.retire(Set.of(), Set.of(), Set.of(first.headName()), Records.NOW, Records.author("collector")));

        assertThat(forgotten.names(first.headName())).isFalse();
        assertThatThrownBy(() -> retire(second, second.headName())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stampedAnewMeansWithTheNewStamp() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        CommitRecord removed = append(first.remove(Reason.REMOVE, null, Records.author("remover")));
        CommitRecord stamped = append(
                removed.retire(Set.of(), Set.of(first.headName()), Set.of(), Records.NOW, Records.author("collector")));

        assertThat(stamped.readable(first.headName()).orElseThrow().since()).isEqualTo(Records.NOW);
    }

    @Test
    void versionThatIsTakenIsLostToItsOwner() throws IOException {
        CommitRecord winner = append(CommitRecord.NONE.fence(Records.author("first")));

        assertThatThrownBy(() -> log.append(CommitRecord.NONE.fence(Records.author("second"))))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        lost -> assertThat(lost.winner()).contains(winner))
                .hasMessageContainingAll("Cannot create version 1", "application_first", "fence");
        assertThat(log.head()).isEqualTo(winner);
        assertNothingTemporaryIsLeft();
    }

    /** Of many who aim at the same version, each with a file system client of its own. */
    @Test
    void exactlyOneOfManyRacersWinsEachVersion() throws Exception {
        CyclicBarrier start = new CyclicBarrier(RACERS);
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        List<Future<List<Long>>> races = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            races.add(threads.submit(breakingOnFailure(start, racer("racer" + i, start))));
        }
        List<Long> won = new ArrayList<>();
        try {
            for (Future<List<Long>> race : races) {
                won.addAll(race.get(60, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(won).hasSize(VERSIONS).doesNotHaveDuplicates();
        assertThat(log.head().version()).isEqualTo(VERSIONS);
        assertNothingTemporaryIsLeft();
    }

    /** One that fails does not leave the others waiting for it. */
    private static <T> Callable<T> breakingOnFailure(CyclicBarrier start, Callable<T> racer) {
        return () -> {
            try {
                return racer.call();
            } catch (Exception | AssertionError e) {
                start.reset();
                throw e;
            }
        };
    }

    /** @return the versions that it has won */
    private Callable<List<Long>> racer(String name, CyclicBarrier start) {
        return () -> {
            CommitLog mine = new CommitLog(openStorage(layout.log()), layout);
            List<Long> won = new ArrayList<>();
            CommitRecord base = CommitRecord.NONE;
            while (base.version() < VERSIONS) {
                CommitRecord next = base.fence(Records.author(name));
                start.await(30, TimeUnit.SECONDS);
                try {
                    mine.append(next);
                    won.add(next.version());
                    base = next;
                } catch (CommitFailedException lost) {
                    base = lost.winner().orElseThrow();
                    assertThat(base.version()).isEqualTo(next.version());
                    assertThat(lost).hasMessageContaining(base.by().id());
                }
                assertThat(mine.read(base.version())).isEqualTo(base);
            }
            return won;
        };
    }

    @Test
    void headIsTheHighestVersionHoweverManyDigitsItHas() throws IOException {
        CommitRecord high = new CommitRecord(
                123_456_789_012L,
                "id",
                Reason.FENCE,
                null,
                List.of(),
                Instant.EPOCH,
                Records.author("far").application(),
                "");
        append(CommitRecord.NONE.fence(Records.author("near")));
        append(high);

        assertThat(log.head()).isEqualTo(high);
        assertThat(log.head().fence(Records.author("next")).version()).isEqualTo(123_456_789_013L);
    }

    @Test
    void otherFilesBesideTheRecordsAreNoRecords() throws IOException {
        CommitRecord first = append(Records.publish(CommitRecord.NONE));
        for (String name : List.of("00000009.json.0a1b2c3d.tmp", "9.json", "root.json", "00000009.jsonx", "README")) {
            write(new Path(layout.log(), name), "nonsense");
        }

        assertThat(log.head()).isEqualTo(first);
    }

    @Test
    void emptyHeadIsDamaged() throws IOException {
        assertDamaged("", "it is empty.");
    }

    @Test
    void headOfZeroBytesIsDamaged() throws IOException {
        assertDamaged("\0".repeat(1021), "it is truncated or not JSON.");
    }

    @Test
    void truncatedHeadIsDamagedWhereverItEnds() throws IOException {
        CommitRecord whole = append(Records.publish(CommitRecord.NONE));
        String json = json(whole).stripTrailing();
        for (int length = 1; length < json.length(); length += 19) {
            assertDamagedAt(2, json.substring(0, length), "it is truncated or not JSON.");
        }
    }

    @Test
    void damagedHeadIsListedByItsLength() throws IOException {
        write(layout.record(1), "");
        assertThat(listsHead()).isTrue();
        write(layout.record(1), "\0".repeat(CommitRecordJson.write(Records.publish(CommitRecord.NONE)).length));
        assertThat(listsHead()).isTrue();
        write(layout.record(2), "\0".repeat(CommitRecordJson.write(removed(CommitRecord.NONE)).length));
        assertThat(listsHead()).isFalse();
    }

    @Test
    void headThatIsNoObjectIsDamaged() throws IOException {
        assertDamaged("[1, 2]", "it is not one JSON object.");
    }

    @Test
    void headThatIsTextIsDamaged() throws IOException {
        assertDamaged("lost+found", "it is truncated or not JSON.");
    }

    @Test
    void headWithSomethingBehindItIsDamaged() throws IOException {
        String json = json(Records.publish(CommitRecord.NONE));

        assertDamaged(json + json, "it is not one JSON object.");
    }

    @Test
    void headOfALaterFormatIsRefusedWithAWayOut() throws IOException {
        assertRefusedAt(
                1,
                json(Records.publish(CommitRecord.NONE)).replace("\"format\" : 1", "\"format\" : 2"),
                "it has format 2, and this version of Turnstile knows format 1. Use the version that wrote it, or a"
                        + " later one.");
        assertThatThrownBy(log::lastUnderstood)
                .as("what is not damaged must not be repaired")
                .isInstanceOf(DamagedException.class);
    }

    @Test
    void headThatNamesAGenerationWhichItDoesNotListIsDamaged() throws IOException {
        CommitRecord first = Records.publish(CommitRecord.NONE);
        GenerationName other = new GenerationName(1, "0badf00d");

        assertDamaged(
                json(first).replace("\"head\" : \"" + first.headName(), "\"head\" : \"" + other),
                "its head g-00000001-0badf00d is not among its readable generations.");
    }

    @Test
    void headThatIsRetiredIsDamaged() throws IOException {
        CommitRecord first = Records.publish(CommitRecord.NONE);

        assertDamaged(
                json(first).replace("\"retired\" : false", "\"retired\" : true"),
                "its head " + first.headName() + " is not among its readable generations.");
    }

    @Test
    void headThatSaysItIsAnotherVersionIsDamaged() throws IOException {
        assertDamaged(
                json(Records.publish(CommitRecord.NONE)).replace("\"version\" : 1", "\"version\" : 3"),
                "it says that it is version 3.");
    }

    @Test
    void headWithoutAFieldIsDamagedAndTheFieldNamed() throws IOException {
        assertDamaged(
                json(Records.publish(CommitRecord.NONE)).replace("\"generations\"", "\"generation\""),
                "its field 'generations' is missing or not a list.");
    }

    @Test
    void headWithAPathForAGenerationIsDamaged() throws IOException {
        CommitRecord first = Records.publish(CommitRecord.NONE);

        assertDamaged(
                json(first).replace(first.headName().toString(), "../../etc"),
                "its field 'name' is not the name of a generation.");
    }

    @Test
    void fieldsThatALaterWriterAddsAreIgnored() throws IOException {
        CommitRecord first = Records.publish(CommitRecord.NONE);
        write(layout.record(1), json(first).replaceFirst("\\{", "{\"later\": {\"a\": [1, 2.5, null, {\"b\": true}]},"));

        assertThat(log.head()).isEqualTo(first);
    }

    private void assertDamaged(String content, String sentence) throws IOException {
        assertDamagedAt(1, content, sentence);
    }

    private void assertDamagedAt(long version, String content, String sentence) throws IOException {
        assertRefusedAt(version, content, sentence + " Roll the dataset back to an earlier version, or drop it.");
        assertThat(log.lastUnderstood().damaged()).contains(version);
        assertThat(log.lastUnderstood().state().version()).isEqualTo(version);
    }

    private void assertRefusedAt(long version, String content, String sentences) throws IOException {
        write(layout.record(version), content);

        assertThatThrownBy(log::head)
                .isInstanceOf(DamagedException.class)
                .hasMessage("Cannot read " + layout.record(version) + ": " + sentences);
    }

    private CommitRecord append(CommitRecord record) throws IOException {
        log.append(record);
        CommitRecord head = log.head();
        assertThat(head).isEqualTo(record);
        assertThat(listsHead()).isEqualTo(head.head().isPresent());
        return head;
    }

    private boolean listsHead() throws IOException {
        return CommitLog.listsHead(openStorage(layout.log()).list(layout.log()));
    }

    private static CommitRecord removed(CommitRecord base) {
        return base.remove(Reason.REMOVE, Records.NOW, Records.author("remover"));
    }

    private static CommitRecord retire(CommitRecord base, GenerationName generation) {
        return base.retire(Set.of(generation), Set.of(), Set.of(), Records.NOW, Records.author("collector"));
    }

    private static String json(CommitRecord record) {
        return new String(CommitRecordJson.write(record), StandardCharsets.UTF_8);
    }

    private void write(Path file, String content) throws IOException {
        Storage storage = openStorage(file);
        storage.delete(file);
        try (OutputStream out = storage.create(file)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void assertNothingTemporaryIsLeft() throws IOException {
        assertThat(openStorage(layout.log()).list(layout.log()))
                .extracting(Entry::name)
                .allMatch(name -> Layout.recordVersion(name).isPresent());
    }
}
