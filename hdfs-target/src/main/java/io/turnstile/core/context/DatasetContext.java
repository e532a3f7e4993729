package io.turnstile.core.context;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.ParametersDifferException;
import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.listing.NameHints;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Reader;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The context of one dataset: what every step on it is handed, its names, its commit log, its locks and how to use them, so
 * that no step asks the façade. Thread-safe.
 */
public final class DatasetContext {
    private final RootContext root;
    private final DatasetKey key;
    private final Parameters parameters;
    private final TurnstileOptions options;
    private final Layout layout;
    private final CommitLog log;

    /**
     * The context of a dataset, whether or not it exists; looks nothing up.
     *
     * @param key its own name, which tells of its parameters
     * @param options its own; those that concern the lock service stay the root's
     */
    public DatasetContext(RootContext root, DatasetKey key, Parameters parameters, TurnstileOptions options) {
        this.root = root;
        this.key = key;
        this.parameters = parameters;
        this.options = options;
        this.layout = Layout.of(root.path(), key);
        this.log = new CommitLog(root.storage(), layout);
    }

    /** What it has in common with the other datasets of its root. */
    public RootContext root() {
        return root;
    }

    /** Its own name, which tells of its parameters. */
    public DatasetKey key() {
        return key;
    }

    /** What it is computed for, as far as its caller said. */
    public Parameters parameters() {
        return parameters;
    }

    /** How to use it. */
    public TurnstileOptions options() {
        return options;
    }

    /** Where its files lie. */
    public Layout layout() {
        return layout;
    }

    /** The file system on which they lie. */
    public Storage storage() {
        return root.storage();
    }

    /** What decides what is published. */
    public CommitLog log() {
        return log;
    }

    /** The locks of its root. */
    public RootLocks rootLocks() {
        return root.locks();
    }

    /** Who we are to others. */
    public Application application() {
        return root.application();
    }

    /** Who writes the next record, as of now. */
    public CommitRecord.Author author() {
        return new CommitRecord.Author(root.application());
    }

    /** The generation that a read would get now. */
    public Optional<Generation> head() throws IOException {
        return log.head().head();
    }

    /**
     * Whether a generation is older than its ttl, ours or else its publisher's, or than we want to have it. Goes by the clock
     * here and by that of who published it, which ought to differ by much less.
     */
    public boolean isExpired(Generation generation) {
        return options.ttl()
                        .or(() -> Optional.ofNullable(generation.ttl()))
                        .filter(ttl -> isOlder(generation, ttl))
                        .isPresent()
                || options.maxAge().filter(age -> isOlder(generation, age)).isPresent();
    }

    /** Whether a generation was published longer ago, by these clocks. */
    public static boolean isOlder(Generation generation, Duration age) {
        return Duration.between(generation.publishedAt(), Instant.now()).compareTo(age) > 0;
    }

    /** What a generation consists of. Meant for one that is the head or pinned. */
    public Manifest manifest(Generation generation) throws IOException {
        return ManifestFile.read(storage(), layout, generation.name());
    }

    /** The look at the log that a release has been awaited for: all threads here that have waited look once. */
    public CommitLog.Look awaitedLook() throws IOException {
        return root.awaitedLooks().read(key, log::look);
    }

    /** The manifest that a release has been awaited for, in the same way. */
    public Manifest awaitedManifest(Generation generation) throws IOException {
        return root.awaitedManifests().read(layout.generation(generation.name()), () -> manifest(generation));
    }

    /** Who is computing it now, if anybody is. */
    public Optional<Holder> holder() throws IOException {
        return rootLocks().ask(locks -> locks.holder(key.toString()));
    }

    /** Who is reading it now. */
    public List<Reader> readers() throws IOException {
        return rootLocks().ask(locks -> locks.readers(key.toString()));
    }

    /**
     * The root's locks.
     *
     * @throws DatasetNotCachedException if nothing has ever been written to the root, so that there is no such dataset
     */
    public DatasetLocks existingLocks() throws IOException {
        Optional<DatasetLocks> locks = rootLocks().existing();
        if (locks.isEmpty()) {
            throw notRead(".");
        }
        return locks.get();
    }

    /** What to throw where there is no such dataset: with similar names. */
    public DatasetNotCachedException notCached() throws IOException {
        return notCached("." + hints().hint(key));
    }

    /**
     * The same where it was to be read, which may be a program's way to see whether it is there: similar names are looked for
     * only where that costs little.
     *
     * @param reason how the sentence goes on, before the similar names
     */
    public DatasetNotCachedException notRead(String reason) throws IOException {
        return notCached(reason + (storage().moves() ? hints().hint(key) : NameHints.unasked(key)));
    }

    private NameHints hints() {
        return new NameHints(root.path(), storage());
    }

    private DatasetNotCachedException notCached(String more) {
        String shown = parameters.isEmpty()
                ? key.toString()
                : Parameters.withoutHash(key).orElse(key) + " with " + parameters;
        return new DatasetNotCachedException(shown, root.path().toString(), more);
    }

    /**
     * The hash in the key is short. A generation that says what it was computed for is not taken for another's.
     *
     * @throws ParametersDifferException if that is not what this caller asks for
     */
    public void requireSameParameters(Generation head) {
        if (!parameters.isEmpty()
                && !head.parameters().isEmpty()
                && !head.parameters().equals(parameters)) {
            throw new ParametersDifferException(key, parameters, head);
        }
    }
}
