package io.turnstile.core.listing;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The namespaces of a root: each is a directory, which comes with its first dataset or is created. One that is dropped is
 * marked as such where it still holds the records of datasets that were dropped, since those are never deleted; the mark
 * does not count as soon as there is something in the namespace again. Thread-safe.
 */
public final class Namespaces {
    private final DatasetListing listing;
    private final Storage storage;

    public Namespaces(Path root, Storage storage) {
        this.listing = new DatasetListing(root, storage);
        this.storage = storage;
    }

    /** The namespaces that are directly in a namespace, sorted. */
    public List<String> in(List<String> parent) throws IOException {
        return ParallelListing.inParts(listing.names(parent), names -> existing(parent, names));
    }

    private List<String> existing(List<String> parent, List<String> names) throws IOException {
        List<List<Entry>> listed = storage.list(names.stream()
                .map(name -> listing.directory(DatasetListing.below(parent, name)))
                .toList());
        List<String> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (exists(DatasetListing.below(parent, names.get(i)), listed.get(i))) {
                found.add(names.get(i));
            }
        }
        return found;
    }

    /** Whether there is such a namespace. */
    public boolean exists(List<String> namespace) throws IOException {
        return exists(namespace, storage.list(listing.directory(namespace)));
    }

    private boolean exists(List<String> namespace, List<Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            return isThere(listing.directory(namespace));
        }
        return !DatasetListing.namesAmong(entries).isEmpty() && (!isMarked(namespace, entries) || isInUse(namespace));
    }

    private boolean isMarked(List<String> namespace, List<Entry> entries) throws IOException {
        return Layout.hasLog(entries) && isThere(mark(namespace));
    }

    private boolean isInUse(List<String> namespace) throws IOException {
        return !in(namespace).isEmpty() || !listing.datasets(namespace).isEmpty();
    }

    private boolean isThere(Path path) throws IOException {
        try {
            storage.status(path);
            return true;
        } catch (FileNotFoundException none) {
            return false;
        }
    }

    /** Creates it unless it exists. @return whether it was created */
    public boolean create(List<String> namespace) throws IOException {
        String name = new DatasetKey(namespace).toString();
        if (exists(namespace)) {
            return false;
        }
        List<Entry> entries = storage.list(listing.directory(namespace));
        if (!entries.isEmpty() && !storage.delete(mark(namespace))) {
            throw new IllegalArgumentException(
                    "Cannot create namespace " + name + ": there is, or was, a dataset of that"
                            + " name. A namespace below it comes with its first dataset.");
        }
        storage.makeEmptyDirectory(listing.directory(namespace));
        return true;
    }

    /** Drops a namespace and those in it. What datasets there are stay, and their namespaces with them. */
    public void drop(List<String> namespace) throws IOException {
        for (String name : listing.names(namespace)) {
            if (exists(DatasetListing.below(namespace, name))) {
                drop(DatasetListing.below(namespace, name));
            }
        }
        Path directory = listing.directory(namespace);
        storage.deleteIfEmpty(directory);
        if (isThere(directory) && !isThere(mark(namespace))) {
            storage.makeDirectories(mark(namespace).getParent());
            storage.create(mark(namespace)).close();
        }
    }

    /** The datasets that are in a namespace, and in those in it, at any depth. */
    public List<DatasetKey> datasetsBelow(List<String> namespace) throws IOException {
        List<DatasetKey> found = new ArrayList<>(listing.datasets(namespace));
        for (String name : in(namespace)) {
            found.addAll(datasetsBelow(DatasetListing.below(namespace, name)));
        }
        return found;
    }

    private Path mark(List<String> namespace) {
        return Layout.droppedNamespace(listing.directory(namespace));
    }
}
