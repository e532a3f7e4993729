package io.turnstile.core.listing;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A breadth-first traversal of a root: every dataset that has, or had, a commit log, and the directories that hold files
 * and have none. Costs two listings of each, a hundred in one request, and opens no record.
 *
 * @param logs those of all datasets, dropped ones too, in no order
 * @param strays directories that may be a dataset's by their place, hold files, and have no log
 */
public record RootWalk(List<DatasetLog> logs, List<Path> strays) {
    public RootWalk {
        logs = List.copyOf(logs);
        strays = List.copyOf(strays);
    }

    /** Walks through a namespace and all below it; through the whole root if that is empty. */
    public static RootWalk through(Path root, Storage storage, List<String> namespace) throws IOException {
        storage.catchUp();
        DatasetListing listing = new DatasetListing(root, storage);
        List<DatasetKey> withLog = new ArrayList<>();
        List<Path> strays = new ArrayList<>();
        List<List<String>> level = List.of(namespace);
        while (!level.isEmpty()) {
            List<List<Entry>> listed =
                    lists(storage, level.stream().map(listing::directory).toList());
            List<List<String>> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i++) {
                List<String> place = level.get(i);
                List<Entry> entries = listed.get(i);
                DatasetListing.namesAmong(entries).forEach(name -> next.add(DatasetListing.below(place, name)));
                if (place.isEmpty()) {
                    continue; // What is directly in a root is no dataset's.
                }
                if (Layout.hasLog(entries)) {
                    withLog.add(new DatasetKey(place));
                } else if (entries.stream().anyMatch(RootWalk::isData)) {
                    strays.add(listing.directory(place));
                }
            }
            level = next;
        }
        return new RootWalk(logs(root, storage, withLog), strays);
    }

    private static boolean isData(Entry entry) {
        return !entry.hidden() && (!entry.directory() || entry.partition());
    }

    private static List<DatasetLog> logs(Path root, Storage storage, List<DatasetKey> keys) throws IOException {
        List<List<Entry>> listed = lists(
                storage, keys.stream().map(key -> Layout.of(root, key).log()).toList());
        List<DatasetLog> logs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            DatasetLog log = new DatasetLog(keys.get(i), listed.get(i));
            if (log.hasRecords() || !log.generations().isEmpty()) {
                logs.add(log); // Else it is a namespace that was dropped.
            }
        }
        return logs;
    }

    private static List<List<Entry>> lists(Storage storage, List<Path> directories) throws IOException {
        return ParallelListing.inParts(directories, storage::list);
    }
}
