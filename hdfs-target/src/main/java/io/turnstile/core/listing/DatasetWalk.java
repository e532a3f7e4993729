package io.turnstile.core.listing;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;

/**
 * The depth-first traversal of all that has, or ever had, a commit log: datasets, those that were removed, also in
 * namespaces that were dropped, and those that were never published. Costs a listing of each directory, and holds no more
 * than a page of it. Thread-safe.
 */
public final class DatasetWalk {
    private final DatasetListing listing;
    private final Storage storage;

    public DatasetWalk(Path root, Storage storage) {
        this.listing = new DatasetListing(root, storage);
        this.storage = storage;
    }

    /** The visitor of what is found, while the walk is under way. */
    public interface Visitor {
        /** A commit log, of a dataset or of what was one. */
        void dataset(DatasetKey key) throws IOException;

        /** A namespace or dataset whose directory the caller may not list, and so all that is in it. */
        void hidden(DatasetKey key, AccessControlException why);
    }

    /** Goes through a namespace and those in it. What the visitor throws ends it. */
    public void below(List<String> namespace, Visitor visitor) throws IOException {
        storage.catchUp();
        enter(namespace, visitor);
    }

    private void enter(List<String> parts, Visitor visitor) throws IOException {
        RemoteIterator<Entry> entries = storage.entries(listing.directory(parts));
        while (entries.hasNext()) {
            Entry entry = entries.next();
            if (entry.directory() && entry.name().equals(Layout.DIRECTORY) && !parts.isEmpty()) {
                visitor.dataset(new DatasetKey(parts));
            } else if (entry.directory() && DatasetKey.isPart(entry.name())) {
                List<String> inside = DatasetListing.below(parts, entry.name());
                try {
                    enter(inside, visitor);
                } catch (AccessControlException why) {
                    visitor.hidden(new DatasetKey(inside), why);
                }
            }
        }
    }
}
