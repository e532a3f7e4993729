package io.turnstile.target;

import io.turnstile.target.commit.CommitLog;
import io.turnstile.target.commit.CommitRecord;
import io.turnstile.target.commit.Manifest;
import io.turnstile.target.identity.Application;
import io.turnstile.target.lock.DatasetLocks;
import io.turnstile.target.lock.Holder;
import io.turnstile.target.lock.RedisSettings;
import io.turnstile.target.storage.DatasetKey;
import io.turnstile.target.storage.Entry;
import io.turnstile.target.storage.Layout;
import io.turnstile.target.storage.Parameters;
import io.turnstile.target.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/** A directory that holds datasets, opened by one application. Thread-safe. Close it to give its locks back. */
public final class DatasetRoot implements AutoCloseable {
    private final Path path;
    private final Storage storage;
    private final TargetOptions options;
    private final Application application;
    private final RootLocks locks;
    private final SharedReads<DatasetKey, CommitRecord> awaitedRecords = new SharedReads<>();
    private final SharedReads<Path, Manifest> awaitedManifests = new SharedReads<>();
    private final LongAdder generationsCollected = new LongAdder();
    private final LongAdder bytesCollected = new LongAdder();
    private final Namespaces namespaces;

    private DatasetRoot(
            Path path, Storage storage, TargetOptions options, Application application, Optional<RedisSettings> redis) {
        this.path = path;
        this.storage = storage;
        this.options = options;
        this.application = application;
        this.locks = new RootLocks(storage, path, application, options, redis);
        this.namespaces = new Namespaces(this, storage);
    }

    /**
     * Opens the root that the options name. Creates nothing, and does not ask the lock service yet. Whatever is done with
     * it later, and by whatever thread, is done to the file system as the user who opens it.
     *
     * @param application who opens it, as others will see it
     * @param configuration for the file system, and for the credential providers if they hold Redis' password
     * @throws RootUnusableException if there is no such directory, or it cannot be read
     * @throws IllegalArgumentException if the lock service's address is malformed, or its password missing
     * @throws IOException if the file system or the credential providers cannot be reached
     */
    public static DatasetRoot open(TargetOptions options, Application application, Configuration configuration)
            throws IOException {
        Path path = path(options.root());
        Storage storage = Storage.of(path, configuration);
        Path qualified = storage.qualify(path);
        try {
            if (!storage.status(qualified).directory()) {
                throw new RootUnusableException("The root " + qualified
                        + " is a file; it must be a directory that holds datasets. Correct the option 'root'.");
            }
            lookInside(qualified, storage);
        } catch (FileNotFoundException missing) {
            throw new RootUnusableException("The root " + qualified + " does not exist. Create it (hdfs dfs -mkdir -p "
                    + qualified + ") or correct the option 'root'.");
        } catch (AccessControlException denied) {
            throw new RootUnusableException("The root " + qualified + " cannot be read: " + firstLine(denied));
        }
        return new DatasetRoot(qualified, storage, options, application, RedisLogin.of(options, configuration));
    }

    /** The status of a directory can be had even where nothing in it can. */
    private static void lookInside(Path root, Storage storage) throws IOException {
        try {
            storage.status(Layout.rootFile(root));
        } catch (FileNotFoundException nothingWrittenYet) {
            // A root begins empty.
        }
    }

    private static Path path(String text) throws RootUnusableException {
        try {
            return new Path(text);
        } catch (IllegalArgumentException malformed) {
            throw new RootUnusableException("The root '" + text + "' is not a path: " + malformed.getMessage()
                    + ". Write it like hdfs:///cache.");
        }
    }

    static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** The root's path, with scheme and authority. */
    public Path path() {
        return path;
    }

    /** How it was opened. */
    public TargetOptions options() {
        return options;
    }

    /** A dataset in it, whether or not it exists. */
    public DatasetTarget dataset(DatasetKey key) {
        return dataset(key, options);
    }

    /** A dataset in it, with options of its own; those that concern the lock service stay the root's. */
    public DatasetTarget dataset(DatasetKey key, TargetOptions own) {
        return dataset(key, Parameters.NONE, own);
    }

    /**
     * The dataset of that name for some parameters, whose own name is {@link Parameters#name}.
     *
     * @throws io.turnstile.target.storage.InvalidKeyException if that is too long
     */
    public DatasetTarget dataset(DatasetKey key, Parameters parameters, TargetOptions own) {
        DatasetKey named = parameters.name(key);
        Layout layout = Layout.of(path, named);
        return new DatasetTarget(this, named, parameters, layout, storage, new CommitLog(storage, layout), locks, own);
    }

    /** What this application has done here so far. Can be asked after closing, too. */
    public RootActivity activity() {
        return new RootActivity(locks.callsWithoutService(), generationsCollected.sum(), bytesCollected.sum());
    }

    SharedReads<DatasetKey, CommitRecord> awaitedRecords() {
        return awaitedRecords;
    }

    SharedReads<Path, Manifest> awaitedManifests() {
        return awaitedManifests;
    }

    void collected(long bytes) {
        generationsCollected.increment();
        bytesCollected.add(bytes);
    }

    Application application() {
        return application;
    }

    /**
     * The datasets that are directly in a namespace, sorted. Costs two listings of each, a hundred in one request, and
     * opens no record, so damaged ones are among them as far as {@link CommitLog#listsHead} tells.
     */
    public List<DatasetKey> datasets(List<String> namespace) throws IOException {
        storage.catchUp();
        List<DatasetKey> named =
                names(namespace).stream().map(name -> key(namespace, name)).toList();
        return Concurrently.inParts(named, this::existing);
    }

    private List<DatasetKey> existing(List<DatasetKey> keys) throws IOException {
        // A namespace has no log, and of what is not there the NameNode writes a stack trace to its own.
        List<DatasetKey> used = where(keys, key -> Layout.of(path, key).log().getParent(), Layout::hasLog);
        return where(used, key -> Layout.of(path, key).log(), CommitLog::listsHead);
    }

    private List<DatasetKey> where(
            List<DatasetKey> keys, Function<DatasetKey, Path> directory, Predicate<List<Entry>> condition)
            throws IOException {
        List<List<Entry>> listed = storage.list(keys.stream().map(directory).toList());
        return IntStream.range(0, keys.size())
                .filter(i -> condition.test(listed.get(i)))
                .mapToObj(keys::get)
                .toList();
    }

    /**
     * Who holds the lock of which dataset now, by the dataset's key.
     *
     * @throws io.turnstile.target.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public Map<String, Holder> holders() throws IOException {
        return locks.ask(DatasetLocks::holders);
    }

    /**
     * For which dataset the holder of another one's lock is waiting, if it is.
     *
     * @throws io.turnstile.target.lock.LockServiceUnavailableException if the lock service does not answer
     */
    public Optional<String> awaitedByHolder(DatasetKey key) throws IOException {
        return locks.ask(asked -> asked.awaitedByHolder(key.toString()));
    }

    /** The names of the namespaces that are directly in a namespace, sorted. */
    public List<String> namespaces(List<String> parent) throws IOException {
        return namespaces.in(parent);
    }

    /** Whether there is such a namespace. */
    public boolean hasNamespace(List<String> namespace) throws IOException {
        return namespaces.exists(namespace);
    }

    /**
     * Creates a namespace. There is no need to: one comes with its first dataset.
     *
     * @return whether it was created; false if it existed
     * @throws IllegalArgumentException if there is, or was, a dataset of that name
     */
    public boolean createNamespace(List<String> namespace) throws IOException {
        return namespaces.create(namespace);
    }

    /** Drops a namespace and those in it, but for those that hold datasets: whoever wants to, removes these first. */
    public void dropNamespace(List<String> namespace) throws IOException {
        namespaces.drop(namespace);
    }

    /** The datasets that are in a namespace, and in those in it, at any depth. */
    public List<DatasetKey> datasetsBelow(List<String> namespace) throws IOException {
        List<DatasetKey> found = new ArrayList<>(datasets(namespace));
        for (String name : namespaces(namespace)) {
            found.addAll(datasetsBelow(Namespaces.below(namespace, name)));
        }
        return found;
    }

    private List<String> names(List<String> namespace) throws IOException {
        return namespaces.names(namespace);
    }

    private static DatasetKey key(List<String> namespace, String name) {
        return new DatasetKey(Namespaces.below(namespace, name));
    }

    /** What somebody who asked for a dataset in vain may have meant; empty, or a sentence with a space before it. */
    String hint(DatasetKey missing) throws IOException {
        ForeignFiles foreign = ForeignFiles.beside(Layout.of(path, missing), storage);
        if (!foreign.isEmpty()) {
            return " " + foreign;
        }
        // A write that failed, or a removal, leaves a directory of the very name.
        List<String> neighbours = names(missing.namespace()).stream()
                .filter(name -> !name.equals(missing.name()))
                .toList();
        String place =
                missing.namespace().isEmpty() ? "The root" : "Namespace " + String.join(".", missing.namespace());
        if (neighbours.isEmpty()) {
            List<String> namespaces = names(List.of()).stream()
                    .filter(name -> !name.equals(missing.parts().get(0)))
                    .toList();
            return " " + place + " holds no dataset"
                    + (namespaces.isEmpty() ? "." : "; the root holds " + shown(namespaces) + ".");
        }
        List<String> similar = Similar.to(missing.name(), neighbours).limit(3).toList();
        return similar.isEmpty()
                ? " " + place + " holds " + shown(neighbours) + "."
                : " " + place + " has a similar name: " + String.join(", ", similar) + ".";
    }

    private static String shown(List<String> names) {
        int most = 5;
        return names.stream().limit(most).collect(Collectors.joining(", "))
                + (names.size() > most ? " and " + (names.size() - most) + " more" : "");
    }

    @Override
    public void close() {
        locks.close();
    }
}
