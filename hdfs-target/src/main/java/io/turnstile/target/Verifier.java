package io.turnstile.target;

import io.turnstile.target.Verification.Finding;
import io.turnstile.target.commit.DamagedException;
import io.turnstile.target.commit.Generation;
import io.turnstile.target.commit.Manifest;
import io.turnstile.target.commit.Manifest.DataDirectory;
import io.turnstile.target.commit.Manifest.DataFile;
import io.turnstile.target.storage.Entry;
import io.turnstile.target.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** Compares a generation's directory with its manifest. Costs one listing page per directory or thousand files. */
final class Verifier {
    static final String EXTRA = "not in the manifest";

    private final DatasetTarget target;
    private final Storage storage;

    Verifier(DatasetTarget target) {
        this.target = target;
        this.storage = target.storage();
    }

    Verification verify(Generation generation) throws IOException {
        Manifest manifest;
        try {
            manifest = target.manifest(generation);
        } catch (FileNotFoundException missing) {
            return new Verification(generation.name(), 0, List.of(new Finding("_manifest.json", "missing")));
        } catch (DamagedException damaged) {
            return new Verification(
                    generation.name(), 0, List.of(new Finding("_manifest.json", String.valueOf(damaged.getMessage()))));
        }
        Map<String, Long> there = new TreeMap<>();
        walk(target.layout().generation(generation.name()), "", there);
        List<Finding> findings = new ArrayList<>();
        for (DataDirectory directory : manifest.directories()) {
            for (DataFile file : directory.files()) {
                String path = directory.path().isEmpty() ? file.name() : directory.path() + "/" + file.name();
                Long length = there.remove(path);
                if (length == null) {
                    findings.add(new Finding(path, "missing"));
                } else if (length != file.length()) {
                    findings.add(new Finding(
                            path, "of another length: " + length + " bytes; " + file.length() + " were written"));
                }
            }
        }
        there.keySet().forEach(path -> findings.add(new Finding(path, EXTRA)));
        return new Verification(generation.name(), manifest.size().files(), findings);
    }

    private void walk(Path generation, String below, Map<String, Long> found) throws IOException {
        for (Entry entry : storage.list(below.isEmpty() ? generation : new Path(generation, below))) {
            String path = below.isEmpty() ? entry.name() : below + "/" + entry.name();
            if (entry.hidden()) {
                continue;
            }
            if (entry.directory()) {
                walk(generation, path, found);
            } else {
                found.put(path, entry.length());
            }
        }
    }
}
