package io.turnstile.target;

import io.turnstile.target.storage.GenerationName;
import java.util.List;

/**
 * What is wrong with the files of a generation, by its manifest: names and lengths, not contents.
 *
 * @param generation the generation
 * @param files how many data files the manifest names
 * @param findings what is wrong; empty if nothing is
 */
public record Verification(GenerationName generation, long files, List<Finding> findings) {
    public Verification {
        findings = List.copyOf(findings);
    }

    /**
     * Something that is wrong.
     *
     * @param path the file, relative to the generation
     * @param problem in words
     */
    public record Finding(String path, String problem) {}

    /** Whether it can be read as it was written. A file too many is found, but does no harm to readers. */
    public boolean readable() {
        return findings.stream().allMatch(finding -> finding.problem().startsWith(Verifier.EXTRA));
    }
}
