package io.turnstile.core.collect;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.InvalidKeyException;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The expiry index of a root: which dataset has something to be collected, and when to look. One empty file for each, whose
 * name begins with the time, so that a listing gives the earliest first and need not go on. It is a hint: what may be
 * deleted the {@link Collector} judges, and what is lost of the index a collection of the root finds. Thread-safe.
 */
final class DueIndex {
    /** More than that nobody passes over, be it not due or no entry of ours. */
    private static final int MOST_LISTED = 20;

    /** Several changes of a dataset within a tenth of what it waits for are one entry. */
    private static final int PARTS = 10;

    private final Storage storage;
    private final Path directory;

    DueIndex(Storage storage, Path root) {
        this.storage = storage;
        this.directory = Layout.due(root);
    }

    /**
     * An entry.
     *
     * @param at when to look, by the clock of who entered it
     * @param retention of who entered it, which whoever looks keeps, too; whole seconds
     */
    record Due(Instant at, Duration retention, DatasetKey dataset) {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
        private static final Pattern NAME = Pattern.compile("(\\d{8}T\\d{9}Z)-(\\d{1,10})s-(.+)");

        /**
         * To look at a dataset after some time.
         *
         * @param grain the time is a multiple of this
         */
        static Due in(Duration time, Duration grain, Duration retention, DatasetKey dataset) {
            long step = Math.max(1, grain.toMillis());
            long at = Instant.now().plus(time).toEpochMilli();
            return new Due(
                    Instant.ofEpochMilli((at / step + 1) * step),
                    Duration.ofSeconds(retention.plusMillis(999).toSeconds()),
                    dataset);
        }

        String name() {
            return TIME.format(at) + "-" + retention.toSeconds() + "s-" + dataset;
        }

        static Optional<Due> parse(String name) {
            Matcher matcher = NAME.matcher(name);
            try {
                return matcher.matches()
                        ? Optional.of(new Due(
                                TIME.parse(matcher.group(1), Instant::from),
                                Duration.ofSeconds(Long.parseLong(matcher.group(2))),
                                DatasetKey.parse(matcher.group(3))))
                        : Optional.empty();
            } catch (DateTimeException | InvalidKeyException foreign) {
                return Optional.empty();
            }
        }
    }

    /** Has somebody look at a dataset after some time. */
    void enter(DatasetKey dataset, Duration time, Duration retention, Duration lease) throws IOException {
        Due due = Due.in(time, retention.plus(lease).dividedBy(PARTS), retention, dataset);
        try {
            storage.create(new Path(directory, due.name())).close();
        } catch (FileAlreadyExistsException entered) {
            // By an earlier change.
        }
    }

    /** The first that are due now. Costs one request, however many there are. */
    List<Due> due() throws IOException {
        Instant now = Instant.now();
        List<Due> due = new ArrayList<>();
        RemoteIterator<Entry> entries = storage.entries(directory);
        for (int i = 0; i < MOST_LISTED && entries.hasNext(); i++) {
            Optional<Due> entry = Due.parse(entries.next().name());
            if (entry.isPresent() && entry.get().at().isAfter(now)) {
                break;
            }
            entry.ifPresent(due::add);
        }
        return due;
    }

    void remove(Due due) throws IOException {
        storage.delete(new Path(directory, due.name()));
    }
}
