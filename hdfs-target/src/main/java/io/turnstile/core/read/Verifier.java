package io.turnstile.core.read;

import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.listing.ForeignFiles;
import io.turnstile.core.read.Verification.Finding;
import io.turnstile.core.storage.Entry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * A verifier of a generation's files against its manifest: compares what is there with what was written. Costs one
 * listing page per directory or thousand files.
 */
public final class Verifier {
    private static final String FOREIGN =
            Verification.EXTRA + ": somebody has written to the dataset's own directory, and may have overwritten it";

    private final DatasetContext context;

    public Verifier(DatasetContext context) {
        this.context = context;
    }

    /** The head, and what lies beside it; empty if there is neither. */
    public Optional<Verification> verify() throws IOException {
        Optional<Generation> head;
        try {
            head = context.head();
        } catch (DamagedException unreadable) {
            Finding record =
                    new Finding("/" + context.layout().log().getName(), String.valueOf(unreadable.getMessage()));
            return Optional.of(new Verification(null, 0, List.of(record)));
        }
        List<Finding> foreign = ForeignFiles.beside(context.layout(), context.storage()).names().stream()
                .map(name -> new Finding("/" + name, FOREIGN))
                .toList();
        if (head.isEmpty()) {
            return foreign.isEmpty() ? Optional.empty() : Optional.of(new Verification(null, 0, foreign));
        }
        Verification whole = verify(head.get());
        return Optional.of(new Verification(
                whole.generation(),
                whole.files(),
                Stream.concat(whole.findings().stream(), foreign.stream()).toList()));
    }

    /** A generation alone. */
    Verification verify(Generation generation) throws IOException {
        Manifest manifest;
        try {
            manifest = context.manifest(generation);
        } catch (FileNotFoundException missing) {
            return new Verification(generation.name(), 0, List.of(new Finding("_manifest.json", "missing")));
        } catch (DamagedException damaged) {
            return new Verification(
                    generation.name(), 0, List.of(new Finding("_manifest.json", String.valueOf(damaged.getMessage()))));
        }
        SortedMap<String, Entry> there =
                context.storage().filesBelow(context.layout().generation(generation.name()));
        List<Finding> findings = new ArrayList<>();
        for (DataDirectory directory : manifest.directories()) {
            for (DataFile file : directory.files()) {
                String path = directory.path().isEmpty() ? file.name() : directory.path() + "/" + file.name();
                Entry found = there.remove(path);
                if (found == null) {
                    findings.add(new Finding(path, "missing"));
                } else if (found.length() != file.length()) {
                    findings.add(new Finding(
                            path,
                            "of another length: " + found.length() + " bytes; " + file.length() + " were written"));
                }
            }
        }
        there.keySet().forEach(path -> findings.add(new Finding(path, Verification.EXTRA)));
        return new Verification(generation.name(), manifest.size().files(), findings);
    }
}
