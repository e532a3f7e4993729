package io.turnstile.core.use;

import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.lock.UseCounters;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The ledger of a root's use: what is written down in it, and what its lock service has gathered since. The steps by which the
 * second becomes the first are <em>take</em>, <em>write</em>, <em>forget</em>; after a crash between two of them whoever comes
 * next takes the same again, and writes it under the same name. Thread-safe.
 */
public final class UseLedger {
    private final UseFiles files;

    /** That of a root; looks nothing up. */
    public UseLedger(Storage storage, Path root) {
        this.files = new UseFiles(storage, root);
    }

    /**
     * Writes down what the lock service has gathered.
     *
     * @throws org.apache.hadoop.security.AccessControlException if the caller may not write in the root; what was gathered
     *     stays where it is, for somebody who may
     */
    public void writeDown(UseCounters counters) throws IOException {
        Optional<GatheredUse> taken = counters.take();
        if (taken.isPresent()) {
            files.write(taken.get());
            counters.forget(taken.get().id());
            files.mergeIfMany();
        }
    }

    /**
     * All that was ever counted.
     *
     * @param gathered what the lock service has, as it was before this call: what has been written down meanwhile is known by
     *     its id, and counts once
     */
    public UseTotals totals(List<GatheredUse> gathered) throws IOException {
        UseFiles.Found found = files.read();
        for (GatheredUse use : gathered) {
            if (!found.ids().contains(use.id())) {
                found.totals().addAll(use.counts());
            }
        }
        return found.totals();
    }
}
