package io.turnstile.core.commit;

import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit log of one dataset. Version n+1 is created by an exclusive creation of its file, so exactly one contender
 * gets it. Records are never deleted: a version number must not become free again. Thread-safe.
 */
public final class CommitLog {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLog.class);

    private final Storage storage;
    private final Layout layout;

    public CommitLog(Storage storage, Layout layout) {
        this.storage = storage;
        this.layout = layout;
    }

    /**
     * What one look at a log tells.
     *
     * @param record the one with the highest version, {@link CommitRecord#NONE} if there is none
     * @param failure whether a failed computation is on record
     */
    public record Look(CommitRecord record, boolean failure) {}

    /**
     * The record with the highest version, {@link CommitRecord#NONE} if there is none.
     *
     * @throws DamagedException if that record cannot be understood
     */
    public CommitRecord head() throws IOException {
        return look().record();
    }

    /** The same, and what else is seen on the way to it. */
    public Look look() throws IOException {
        List<Entry> listed = list();
        long latest = latest(listed);
        try {
            CommitRecord record = latest == 0 ? CommitRecord.NONE : read(latest);
            return new Look(
                    record, listed.stream().anyMatch(entry -> entry.name().equals(Layout.FAILURE)));
        } catch (DamagedException damaged) {
            throw damaged.with("Roll the dataset back to an earlier version, or drop it.");
        }
    }

    private List<Entry> list() throws IOException {
        storage.catchUp();
        return storage.list(layout.log());
    }

    private static long latest(List<Entry> log) {
        return newest(log).map(CommitLog::version).orElse(0L);
    }

    private static Optional<Entry> newest(List<Entry> log) {
        return log.stream().filter(entry -> version(entry) > 0).max(Comparator.comparingLong(CommitLog::version));
    }

    private static long version(Entry entry) {
        return Layout.recordVersion(entry.name()).orElse(0);
    }

    /**
     * Whether the record with the highest version has a head, for a list of many datasets: no record is opened. What is
     * read or written goes by {@link #head}.
     *
     * <p>The record's length tells, and it alone. A damaged one counts as one that has a head, unless its length happens
     * to be that of one that has none.
     *
     * @param log what is in {@link Layout#log the log's directory}
     */
    public static boolean listsHead(List<Entry> log) {
        return newest(log)
                .filter(record -> CommitRecordJson.hasHead(record.length()))
                .isPresent();
    }

    /**
     * The recovered state of a log whose last records may be damaged: what can be understood of it.
     *
     * @param state that of the last record that can be understood, as of the highest version there is; without a head if
     *     none can be
     * @param damaged the versions above it, whose records cannot be understood
     */
    public record Understood(CommitRecord state, Set<Long> damaged) {
        public Understood {
            damaged = Set.copyOf(damaged);
        }
    }

    /**
     * The state to go on from where the head record may be damaged.
     *
     * @throws DamagedException if the head record is of a newer format, and so not for us to repair
     */
    public Understood lastUnderstood() throws IOException {
        long latest = latest(list());
        Set<Long> damaged = new TreeSet<>();
        for (long version = latest; version > 0; version--) {
            try {
                CommitRecord understood = read(version);
                return new Understood(version == latest ? understood : understood.asOf(latest), damaged);
            } catch (DamagedException unreadable) {
                if (unreadable.isNewer()) {
                    throw unreadable;
                }
                LOG.debug("Looking for a record before version {}", version, unreadable);
                damaged.add(version);
            }
        }
        return new Understood(latest == 0 ? CommitRecord.NONE : CommitRecord.NONE.asOf(latest), damaged);
    }

    /** The record of one version. @throws FileNotFoundException if there is none */
    public CommitRecord read(long version) throws IOException {
        Path file = layout.record(version);
        try (InputStream in = storage.open(file)) {
            CommitRecord record = CommitRecordJson.read(JsonFields.content(in, file.toString()), file.toString());
            if (record.version() != version) {
                throw new DamagedException(file.toString(), "it says that it is version " + record.version() + ".");
            }
            return record;
        }
    }

    /**
     * Creates a record. Whatever is thrown, the log is whole; a crash leaves at most a temporary file.
     *
     * @throws CommitFailedException if the record was certainly not created: another has the version, or the storage
     *     refused
     * @throws CommitUnknownException if that cannot be told
     */
    public void append(CommitRecord record) throws CommitFailedException, CommitUnknownException {
        Path target = layout.record(record.version());
        Path temporary =
                target.suffix(".%08x.tmp".formatted(ThreadLocalRandom.current().nextInt()));
        try {
            storage.makeDirectories(layout.log());
            storage.createExclusively(target, temporary, CommitRecordJson.write(record));
        } catch (IOException failure) {
            settle(record, temporary, failure);
        }
    }

    /**
     * Returns if nobody has created that version yet.
     *
     * @throws CommitFailedException if somebody has: whoever aims at it can never publish
     */
    public void requireFree(long version) throws IOException {
        Optional<CommitRecord> there = find(version);
        if (there.isPresent()) {
            throw new CommitFailedException(lost(version, Reason.PUBLISH, there.get()), there.get());
        }
    }

    /** Finds out what became of a creation that did not simply succeed: returns if it did after all. */
    private void settle(CommitRecord record, Path temporary, IOException failure)
            throws CommitFailedException, CommitUnknownException {
        try {
            Optional<CommitRecord> there = find(record.version());
            if (there.isEmpty() && !(failure instanceof AccessControlException)) {
                // What we see after that is final.
                storage.withdraw(temporary);
                there = find(record.version());
            }
            if (there.isEmpty()) {
                throw new CommitFailedException(
                        "Cannot create version " + record.version() + " in " + layout.log() + ": "
                                + failure.getMessage(),
                        failure);
            }
            if (!there.get().id().equals(record.id())) {
                throw new CommitFailedException(lost(record.version(), record.reason(), there.get()), there.get());
            }
        } catch (CommitFailedException certain) {
            throw certain;
        } catch (IOException unreadable) {
            if (!(failure instanceof FileAlreadyExistsException)) {
                unreadable.addSuppressed(failure);
            }
            throw new CommitUnknownException(
                    "Cannot tell whether version " + record.version() + " in " + layout.log() + " was created: "
                            + unreadable.getMessage() + " Nothing was deleted; look at that file once the file system"
                            + " answers again.",
                    unreadable);
        }
    }

    private String lost(long version, Reason ours, CommitRecord winner) {
        return "Cannot create version " + version + " (" + ours.text() + ") in " + layout.log() + ": "
                + winner.by() + " created it at " + winner.at() + " ("
                + winner.reason().text() + ").";
    }

    private Optional<CommitRecord> find(long version) throws IOException {
        try {
            return Optional.of(read(version));
        } catch (FileNotFoundException none) {
            return Optional.empty();
        }
    }
}
