package io.turnstile.core.listing;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import java.util.List;
import java.util.Optional;

/**
 * A directory listing of one dataset's commit log: what its names tell without opening a record.
 *
 * @param key the dataset, which may have been dropped, or never been published
 * @param entries what is in the log's directory
 */
public record DatasetLog(DatasetKey key, List<Entry> entries) {
    public DatasetLog {
        entries = List.copyOf(entries);
    }

    /** Whether anything was ever recorded of it. */
    public boolean hasRecords() {
        return entries.stream()
                .anyMatch(entry -> Layout.recordVersion(entry.name()).isPresent());
    }

    /** Whether there was such a dataset and is none now, as far as {@link CommitLog#listsHead} tells. */
    public boolean isDropped() {
        return hasRecords() && !CommitLog.listsHead(entries);
    }

    /** The generations that have a directory, published or not. */
    public List<GenerationName> generations() {
        return entries.stream()
                .filter(Entry::directory)
                .map(entry -> GenerationName.parse(entry.name()))
                .flatMap(Optional::stream)
                .toList();
    }
}
