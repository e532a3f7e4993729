package io.turnstile.core.listing;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * The foreign files in a dataset's own directory: files, and directories of partitions, that are not Turnstile's. A
 * plain write leaves them there, and one that overwrites has deleted everything else before, commit records included.
 */
public record ForeignFiles(Path directory, List<String> names) {
    private static final int SHOWN = 3;

    /** Looks for them. Costs one listing. */
    public static ForeignFiles beside(Layout layout, Storage storage) throws IOException {
        Path directory = layout.log().getParent();
        return new ForeignFiles(
                directory,
                storage.list(directory).stream()
                        .filter(ForeignFiles::isForeign)
                        .map(Entry::name)
                        .sorted()
                        .toList());
    }

    /** A directory may be that of another dataset or of a namespace, unless no key can be called so. */
    private static boolean isForeign(Entry entry) {
        return !entry.hidden() && (!entry.directory() || !DatasetKey.isPart(entry.name()));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** What happened, and what to do. */
    @Override
    public String toString() {
        return "There are files in " + directory + " that are not Turnstile's ("
                + names.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "")
                + "): somebody has written to the dataset's own directory, and may have overwritten it. Nobody reads them"
                + " as the dataset; move them away or delete them, and compute the dataset again.";
    }
}
