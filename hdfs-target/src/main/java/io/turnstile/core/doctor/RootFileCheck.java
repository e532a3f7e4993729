package io.turnstile.core.doctor;

import io.turnstile.core.commit.RootFile;
import io.turnstile.core.listing.RootWalk;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The check of a root's own file and its copy. */
record RootFileCheck(Path root, Storage storage) implements Check {
    private static final String SUBJECT = "root.json";

    @Override
    public void run(List<Finding> findings) throws IOException {
        List<String> faults = RootFile.faults(storage, root);
        if (faults.isEmpty()) {
            findings.add(Finding.ok(SUBJECT, "The root's own file is whole, and so is its copy."));
        } else if (faults.size() == 1) {
            findings.add(Finding.warn(SUBJECT, faults.get(0) + " The other one is used.", "turnstile repair"));
        } else if (isUnused()) {
            findings.add(Finding.ok(SUBJECT, "Nothing was ever written to " + root + "."));
        } else {
            findings.add(Finding.fail(
                    SUBJECT,
                    String.join(" ", faults),
                    "turnstile repair --new-id, once every application that uses the root has ended"));
        }
    }

    private boolean isUnused() throws IOException {
        return storage.list(Layout.rootFile(root).getParent()).isEmpty()
                && RootWalk.through(root, storage, List.of()).logs().isEmpty();
    }
}
