package io.turnstile.core.listing;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.SimilarNames;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Suggestions of similar names, for whoever asks for a dataset that is not there. */
public final class NameHints {
    private static final int MOST_SHOWN = 5;

    private final Path root;
    private final Storage storage;
    private final DatasetListing listing;

    public NameHints(Path root, Storage storage) {
        this.root = root;
        this.storage = storage;
        this.listing = new DatasetListing(root, storage);
    }

    /** What somebody who asked for a dataset in vain may have meant; empty, or a sentence with a space before it. */
    public String hint(DatasetKey missing) throws IOException {
        ForeignFiles foreign = ForeignFiles.beside(Layout.of(root, missing), storage);
        if (!foreign.isEmpty()) {
            return " " + foreign;
        }
        // A write that failed, or a removal, leaves a directory of the very name.
        List<String> neighbours = listing.names(missing.namespace()).stream()
                .filter(name -> !name.equals(missing.name()))
                .toList();
        String place =
                missing.namespace().isEmpty() ? "The root" : "Namespace " + String.join(".", missing.namespace());
        if (neighbours.isEmpty()) {
            List<String> namespaces = listing.names(List.of()).stream()
                    .filter(name -> !name.equals(missing.parts().get(0)))
                    .toList();
            return " " + place + " holds no dataset"
                    + (namespaces.isEmpty() ? "." : "; the root holds " + shown(namespaces) + ".");
        }
        List<String> similar =
                SimilarNames.to(missing.name(), neighbours).limit(3).toList();
        return similar.isEmpty()
                ? " " + place + " holds " + shown(neighbours) + "."
                : " " + place + " has a similar name: " + String.join(", ", similar) + ".";
    }

    private static String shown(List<String> names) {
        return names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                + (names.size() > MOST_SHOWN ? " and " + (names.size() - MOST_SHOWN) + " more" : "");
    }
}
