package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.LocalFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an append makes of a file system that fails, and in particular of one that succeeds and then fails. */
class UnknownOutcomeTest {
    private final Path root = LocalFiles.shared().freshRoot("unknown");
    private final Layout layout = Layout.of(root, DatasetKey.parse("travel.route_delays"));
    private final Storage sound = StorageFactory.open(root, LocalFiles.shared().configuration());
    private final CommitLog seenByOthers = new CommitLog(sound, layout);
    private final CommitRecord ours = CommitRecord.NONE.fence(Records.author("us"));
    private final CommitRecord theirs = CommitRecord.NONE.fence(Records.author("them"));

    UnknownOutcomeTest() throws IOException {}

    @Test
    @Tag("fault-4")
    void recordThatAppearedBeforeTheTimeOutIsWon() throws IOException {
        on(new TimesOutAfterwards()).append(ours);

        assertThat(seenByOthers.head()).isEqualTo(ours);
    }

    /** As an RPC client does that repeats a request which had succeeded: the name is taken, by ourselves. */
    @Test
    void recordThatAppearedAndIsThenFoundTakenIsWon() throws IOException {
        on(new ForwardingStorage(sound) {
                    @Override
                    public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
                        super.createExclusively(target, temporary, content);
                        super.createExclusively(target, temporary, content);
                    }
                })
                .append(ours);

        assertThat(seenByOthers.head()).isEqualTo(ours);
    }

    @Test
    @Tag("fault-4")
    void recordThatNeverAppearedIsLostToNobody() throws IOException {
        assertThatThrownBy(() -> on(new TimesOutBefore()).append(ours))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        failed -> assertThat(failed.winner()).isEmpty())
                .hasMessageContainingAll("Cannot create version 1", layout.log().toString(), "no answer")
                .hasRootCauseInstanceOf(SocketTimeoutException.class);
        assertThat(seenByOthers.head()).isEqualTo(CommitRecord.NONE);
    }

    @Test
    @Tag("fault-4")
    void timeOutBeforeASomebodyElsesRecordIsLostToThem() throws IOException {
        seenByOthers.append(theirs);

        assertThatThrownBy(() -> on(new TimesOutBefore()).append(ours))
                .isInstanceOfSatisfying(
                        CommitFailedException.class,
                        failed -> assertThat(failed.winner()).contains(theirs))
                .hasMessageContaining("application_them");
    }

    @Test
    @Tag("fault-4")
    void outcomeIsUnknownWhereTheRecordCannotBeReadBack() throws IOException {
        assertThatThrownBy(() -> on(new TimesOutAfterwards() {
                            @Override
                            public InputStream open(Path file) throws IOException {
                                throw new IOException("standby");
                            }
                        })
                        .append(ours))
                .isInstanceOf(CommitUnknownException.class)
                .hasMessageContainingAll(
                        "Cannot tell whether version 1 in " + layout.log() + " was created: standby",
                        "Nothing was deleted");
        assertThat(seenByOthers.head()).isEqualTo(ours);
    }

    @Test
    void outcomeIsUnknownWhereTheRecordIsDamaged() throws IOException {
        sound.makeDirectories(layout.log());
        write(layout.record(1));

        assertThatThrownBy(() -> on(sound).append(ours))
                .isInstanceOf(CommitUnknownException.class)
                .hasCauseInstanceOf(DamagedException.class);
    }

    /** The request to rename is still on its way: as long as its source is there, it may yet succeed. */
    @Test
    void outcomeIsUnknownWhereTheTemporaryFileCannotBeDeleted() {
        assertThatThrownBy(() -> on(new TimesOutBefore() {
                            @Override
                            public boolean delete(Path path) throws IOException {
                                throw new IOException("standby");
                            }
                        })
                        .append(ours))
                .isInstanceOf(CommitUnknownException.class);
    }

    @Test
    void requestThatArrivesAfterTheOutcomeWasToldCannotSucceed() throws IOException {
        DelaysTheRename storage = new DelaysTheRename();

        assertThatThrownBy(() -> on(storage).append(ours)).isInstanceOf(CommitFailedException.class);
        assertThatThrownBy(storage::arrive).isInstanceOf(FileNotFoundException.class);
        assertThat(seenByOthers.head()).isEqualTo(CommitRecord.NONE);
        assertThat(sound.list(layout.log())).isEmpty();
    }

    /** The rename is carried out between the first look and the deletion of its source. */
    @Test
    void requestThatArrivesWhileTheOutcomeIsSettledIsWon() throws IOException {
        on(new DelaysTheRename() {
                    @Override
                    public boolean delete(Path path) throws IOException {
                        arrive();
                        return super.delete(path);
                    }
                })
                .append(ours);

        assertThat(seenByOthers.head()).isEqualTo(ours);
    }

    @Test
    void crashBetweenWritingAndRenamingLeavesNoRecord() throws IOException {
        DelaysTheRename crashed = new DelaysTheRename();
        assertThatThrownBy(() -> crashed.createExclusively(
                        layout.record(1), layout.record(1).suffix(".0a1b2c3d.tmp"), CommitRecordJson.write(ours)))
                .isInstanceOf(SocketTimeoutException.class);

        assertThat(sound.list(layout.log())).extracting(Entry::name).containsExactly("00000001.json.0a1b2c3d.tmp");
        assertThat(seenByOthers.head()).isEqualTo(CommitRecord.NONE);
        seenByOthers.append(theirs);
        assertThat(seenByOthers.head()).isEqualTo(theirs);
    }

    private CommitLog on(Storage storage) {
        return new CommitLog(storage, layout);
    }

    private void write(Path file) throws IOException {
        try (OutputStream out = sound.create(file)) {
            out.write('{');
        }
    }

    private class TimesOutAfterwards extends ForwardingStorage {
        TimesOutAfterwards() {
            super(sound);
        }

        @Override
        public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
            super.createExclusively(target, temporary, content);
            throw new SocketTimeoutException("no answer");
        }
    }

    private class TimesOutBefore extends ForwardingStorage {
        TimesOutBefore() {
            super(sound);
        }

        @Override
        public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
            throw new SocketTimeoutException("no answer");
        }
    }

    /** Sends the request to rename, but it stays on its way until the test lets it arrive. */
    private class DelaysTheRename extends ForwardingStorage {
        private Path source;
        private Path destination;

        DelaysTheRename() {
            super(sound);
        }

        @Override
        public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
            source = temporary;
            destination = target;
            try (OutputStream out = create(temporary)) {
                out.write(content);
            }
            throw new SocketTimeoutException("no answer");
        }

        void arrive() throws IOException {
            move(source, destination);
        }
    }
}
