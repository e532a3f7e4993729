package io.turnstile.core.origin;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.context.RootContext;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.storage.FilesVersion;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * The inputs as they are now: files, which are listed, datasets of whatever root, whose head is read, and tables, as far as
 * somebody can ask them. Thread-safe.
 */
final class PresentInputs {
    private final RootContext root;
    private final TableVersions tables;

    PresentInputs(RootContext root, TableVersions tables) {
        this.root = root;
        this.tables = tables;
    }

    /**
     * An input as it is now.
     *
     * @param then as it was when somebody read it
     * @return of the same kind and name; without a version where it is gone or that cannot be told, with the reason
     * @throws IOException if it cannot be asked at the moment
     */
    Input of(Input then) throws IOException {
        if (!then.because().isEmpty()) {
            return without(then, then.because());
        }
        return switch (then.kind()) {
            case FILES -> files(then);
            case DATASET -> dataset(then);
            case TABLE -> table(then);
            case UNKNOWN -> without(then, "nobody can ask it");
        };
    }

    private static Input without(Input then, String because) {
        return new Input(then.kind(), then.name(), "", 0, 0, null, because, false);
    }

    private Input files(Input then) throws IOException {
        try {
            return files(then.name(), FilesVersion.list(new Path(then.name()), root.configuration()));
        } catch (FileNotFoundException gone) {
            return without(then, Freshness.GONE);
        } catch (AccessControlException denied) {
            return without(then, "it cannot be listed: " + denied.getMessage());
        }
    }

    private static Input files(String name, FilesVersion version) {
        return new Input(
                Input.Kind.FILES,
                name,
                version.digest(),
                version.files(),
                version.bytes(),
                version.newest(),
                "",
                false);
    }

    private Input dataset(Input then) throws IOException {
        DatasetOfRoot named = DatasetOfRoot.parse(then.name());
        Optional<Generation> head =
                new CommitLog(storage(named), layout(named)).head().head();
        return head.map(now ->
                        new Input(then.kind(), then.name(), now.name().toString(), 0, 0, now.publishedAt(), "", false))
                .orElseGet(() -> without(then, Freshness.GONE));
    }

    private Input table(Input then) throws IOException {
        try {
            return tables.of(then.name())
                    .map(now -> new Input(then.kind(), then.name(), now, 0, 0, null, "", false))
                    .orElseGet(() -> without(then, Freshness.GONE));
        } catch (UnsupportedOperationException unknown) {
            return without(then, String.valueOf(unknown.getMessage()));
        }
    }

    Layout layout(DatasetOfRoot named) {
        return Layout.of(new Path(named.root()), named.key());
    }

    Storage storage(DatasetOfRoot named) throws IOException {
        return named.root().equals(root.path().toString())
                ? root.storage()
                : StorageFactory.open(new Path(named.root()), root.configuration());
    }

    /** A dataset's name as an input has it. */
    record DatasetOfRoot(String root, DatasetKey key) {
        static DatasetOfRoot parse(String name) throws IOException {
            int hash = name.lastIndexOf('#');
            try {
                return new DatasetOfRoot(
                        name.substring(0, Math.max(0, hash)), DatasetKey.parse(name.substring(hash + 1)));
            } catch (IllegalArgumentException malformed) {
                throw new IOException("'" + name + "' is not the name of an input that is a dataset", malformed);
            }
        }
    }
}
