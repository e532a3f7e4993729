package io.turnstile.core.mapreduce;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The output path of a job that makes a dataset, {@code <root>/travel/route_delays/_new}. Nothing ever exists there, so no
 * framework finds anything to complain of or to overwrite.
 *
 * @param path the path, with scheme and authority
 */
record NewOutput(Path path) {
    static final String NAME = "_new";

    /** The dataset's directory. */
    Path dataset() {
        return path.getParent();
    }

    /** Where everything of the dataset lies. */
    Layout layout() {
        return new Layout(new Path(dataset(), Layout.DIRECTORY));
    }

    /** The directory nearest above the dataset that says of itself that it is a root. */
    Optional<Path> nearestRoot(Storage storage) throws IOException {
        for (Path above = dataset().getParent(); above != null; above = above.getParent()) {
            try {
                storage.status(Layout.rootFile(above));
                return Optional.of(above);
            } catch (FileNotFoundException notThisOne) {
                // Nor need there be one at all.
            }
        }
        return Optional.empty();
    }

    /**
     * The dataset's key in a root.
     *
     * @param root with scheme and authority
     * @throws IOException if the dataset does not lie in it
     */
    DatasetKey keyIn(Path root) throws IOException {
        URI here = dataset().toUri();
        URI there = root.toUri();
        String prefix = root.isRoot() ? there.getPath() : there.getPath() + "/";
        if (!Objects.equals(here.getScheme(), there.getScheme())
                || !Objects.equals(here.getAuthority(), there.getAuthority())
                || !here.getPath().startsWith(prefix)) {
            throw new IOException("Cannot write to " + path + ": it is not <root>/<dataset>/" + NAME + " for the root "
                    + root + ". Correct the output path or the option 'turnstile.root'.");
        }
        return new DatasetKey(
                Arrays.asList(here.getPath().substring(prefix.length()).split("/", -1)));
    }
}
