package io.turnstile.core.listing;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;

/** The listing of the datasets in a namespace of a root, by their directories. Thread-safe. */
public final class DatasetListing {
    private final Path root;
    private final Storage storage;

    public DatasetListing(Path root, Storage storage) {
        this.root = root;
        this.storage = storage;
    }

    /**
     * The datasets that are directly in a namespace, sorted. Costs two listings of each, a hundred in one request, and
     * opens no record, so damaged ones are among them as far as {@link CommitLog#listsHead} tells.
     */
    public List<DatasetKey> datasets(List<String> namespace) throws IOException {
        storage.catchUp();
        List<DatasetKey> named = names(namespace).stream()
                .map(name -> new DatasetKey(below(namespace, name)))
                .toList();
        return ParallelListing.inParts(named, this::existing);
    }

    private List<DatasetKey> existing(List<DatasetKey> keys) throws IOException {
        // A namespace has no log, and of what is not there the NameNode writes a stack trace to its own.
        List<DatasetKey> used = where(keys, key -> Layout.of(root, key).log().getParent(), Layout::hasLog);
        return where(used, key -> Layout.of(root, key).log(), CommitLog::listsHead);
    }

    private List<DatasetKey> where(
            List<DatasetKey> keys, Function<DatasetKey, Path> directory, Predicate<List<Entry>> condition)
            throws IOException {
        List<List<Entry>> listed = storage.list(keys.stream().map(directory).toList());
        return IntStream.range(0, keys.size())
                .filter(i -> condition.test(listed.get(i)))
                .mapToObj(keys::get)
                .toList();
    }

    /** What there is in a namespace that may be a dataset or a namespace, sorted. */
    List<String> names(List<String> namespace) throws IOException {
        return namesAmong(storage.list(directory(namespace)));
    }

    /** Those of a directory's entries that may be datasets or namespaces, sorted. */
    static List<String> namesAmong(List<Entry> entries) {
        return entries.stream()
                .filter(Entry::directory)
                .map(Entry::name)
                .filter(DatasetKey::isPart)
                .sorted()
                .toList();
    }

    /** The directory of a namespace. */
    Path directory(List<String> namespace) {
        return namespace.isEmpty() ? root : new Path(root, String.join("/", namespace));
    }

    /** The parts of what is called so in a namespace. */
    static List<String> below(List<String> parent, String name) {
        List<String> parts = new ArrayList<>(parent);
        parts.add(name);
        return parts;
    }
}
