package io.turnstile.core.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.BatchListingOperations;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.functional.RemoteIterators;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directory listing, batched where that can be done: many directories with one request. Thread-safe. */
final class Listings {
    private static final Logger LOG = LoggerFactory.getLogger(Listings.class);

    private final FileContext files;
    private volatile @Nullable BatchListingOperations batches;

    /** @param batches lists many directories at once; null where that cannot be done */
    Listings(FileContext files, @Nullable BatchListingOperations batches) {
        this.files = files;
        this.batches = batches;
    }

    List<Entry> list(Path directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            RemoteIterator<FileStatus> listing = files.listStatus(directory);
            while (listing.hasNext()) {
                entries.add(Entry.of(listing.next()));
            }
        } catch (FileNotFoundException missing) {
            return List.of();
        } catch (AccessControlException denied) {
            throw Denials.mayNotRead(directory, denied);
        } catch (IOException failure) {
            if (isMissing(directory)) {
                return List.of(); // Deleted while it was listed, for which a local file system has no exception of its
                // own.
            }
            throw failure;
        }
        return entries;
    }

    private boolean isMissing(Path directory) throws IOException {
        try {
            files.getFileStatus(directory);
            return false;
        } catch (FileNotFoundException missing) {
            return true;
        }
    }

    /** The entries in the file system's own order, a page with each request. */
    RemoteIterator<Entry> pages(Path directory) throws IOException {
        try {
            return RemoteIterators.mappingRemoteIterator(files.listStatus(directory), Entry::of);
        } catch (FileNotFoundException missing) {
            return RemoteIterators.remoteIteratorFromArray(new Entry[0]);
        } catch (AccessControlException denied) {
            throw Denials.mayNotRead(directory, denied);
        }
    }

    /** The entries of each; nothing if that cannot be had with fewer requests than one for each. */
    Optional<List<List<Entry>>> together(List<Path> directories) throws IOException {
        BatchListingOperations able = batches;
        if (able != null && directories.size() > 1) {
            try {
                return Optional.of(together(directories, able));
            } catch (AccessControlException | InterruptedIOException certain) {
                throw certain;
            } catch (RemoteException unable) {
                LOG.debug("An old NameNode, or a router: listing directories one by one from now on", unable);
                batches = null;
            } catch (IOException failure) {
                LOG.debug("Perhaps somebody has closed the file system that all of a JVM share", failure);
            }
        }
        return Optional.empty();
    }

    private static List<List<Entry>> together(List<Path> directories, BatchListingOperations able) throws IOException {
        Map<Path, List<Entry>> found = new HashMap<>();
        BatchedListing.list(List.copyOf(new LinkedHashSet<>(directories)), able::batchedListStatusIterator, part -> {
            List<Entry> entries = found.computeIfAbsent(part.getListedPath(), any -> new ArrayList<>());
            try {
                part.get().forEach(status -> entries.add(Entry.of(status)));
            } catch (FileNotFoundException missing) {
                entries.clear(); // It may have been deleted after its first thousand.
            } catch (AccessControlException denied) {
                throw Denials.mayNotRead(part.getListedPath(), denied);
            }
            return true;
        });
        if (!found.keySet().containsAll(directories)) {
            throw new IOException("No answer for some of " + directories);
        }
        return directories.stream().map(found::get).toList();
    }
}
