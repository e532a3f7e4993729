package io.turnstile.core.listing;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.identity.SimilarNames;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        List<String> neighbours = listing.datasets(missing.namespace()).stream()
                .map(DatasetKey::name)
                .filter(name -> !name.equals(missing.name()))
                .toList();
        String sets = parameterSets(missing, neighbours);
        if (!sets.isEmpty()) {
            return sets;
        }
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

    /** What is said where nobody looks for what may have been meant. */
    public static String unasked(DatasetKey missing) {
        List<String> namespace = missing.namespace();
        return " List " + (namespace.isEmpty() ? "the root" : "namespace " + String.join(".", namespace))
                + " to see what there is.";
    }

    /** For which parameters the dataset is there, as far as its records can be read; of a few of them. */
    private String parameterSets(DatasetKey missing, List<String> neighbours) throws IOException {
        DatasetKey base = Parameters.withoutHash(missing).orElse(missing);
        List<DatasetKey> others = neighbours.stream()
                .map(name -> new DatasetKey(DatasetListing.below(missing.namespace(), name)))
                .filter(other ->
                        Parameters.withoutHash(other).filter(base::equals).isPresent())
                .toList();
        List<String> sets = new ArrayList<>();
        for (DatasetKey other : others.subList(0, Math.min(MOST_SHOWN, others.size()))) {
            parametersOf(other).ifPresent(sets::add);
        }
        return sets.isEmpty()
                ? ""
                : " " + base + " is there with " + String.join("; with ", sets) + more(others.size()) + ".";
    }

    private Optional<String> parametersOf(DatasetKey dataset) throws IOException {
        try {
            return new CommitLog(storage, Layout.of(root, dataset))
                    .head()
                    .head()
                    .map(Generation::parameters)
                    .filter(parameters -> !parameters.isEmpty())
                    .map(Parameters::toString);
        } catch (DamagedException unreadable) {
            return Optional.empty();
        }
    }

    private static String shown(List<String> names) {
        return names.stream().limit(MOST_SHOWN).collect(Collectors.joining(", ")) + more(names.size());
    }

    private static String more(int all) {
        return all > MOST_SHOWN ? " and " + (all - MOST_SHOWN) + " more" : "";
    }
}
