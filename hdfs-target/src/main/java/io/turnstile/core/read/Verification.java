package io.turnstile.core.read;

import io.turnstile.core.identity.GenerationName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a verification: what is wrong with the files of a dataset's head, by its manifest, names and lengths,
 * not contents. Also what others have put into the dataset's own directory.
 *
 * @param generation the generation; null if there is no dataset, but there are files of others in its place, or if the last
 *     record cannot be read
 * @param files how many data files the manifest names
 * @param findings what is wrong; empty if nothing is
 */
public record Verification(@Nullable GenerationName generation, long files, List<Finding> findings) {
    /** What is said of a file too many; more may follow. */
    static final String EXTRA = "not in the manifest";

    public Verification {
        findings = List.copyOf(findings);
    }

    /**
     * One finding of a verification: a file that is wrong.
     *
     * @param path the file, relative to the generation; or to the dataset's directory, and with a slash in front
     * @param problem in words
     */
    public record Finding(String path, String problem) {
        /** Whether it is a file too many, which does no harm to readers. */
        public boolean harmless() {
            return problem.startsWith(EXTRA);
        }
    }

    /** Whether nobody can tell what the dataset is, since its last record cannot be read. */
    public boolean recordDamaged() {
        return generation == null && !findings.stream().allMatch(Finding::harmless);
    }

    /** Whether there is a dataset and it can be read as it was written. A file too many does no harm to readers. */
    public boolean readable() {
        return generation != null && findings.stream().allMatch(Finding::harmless);
    }
}
