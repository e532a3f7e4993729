package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.ProvenStore;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StoreAddress;
import io.turnstile.core.storage.UnsupportedStorageException;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptor of a root, {@code root.json}, with a copy beside it. The root's id, not its path, names its locks, so that
 * two spellings of one root share them.
 *
 * @param id made when the root was first written to
 * @param pinLease how long readers' pins stand in the root's lock service without being renewed: what its first writer took
 *     for its locks. One for all who use the root, whatever lease each has for itself
 * @param lockService the lock service that the root has first been used with; null as long as there was none
 * @param store the object store that the root lies on, which has proved itself; null on a file system
 */
public record RootFile(
        String id,
        Duration pinLease,
        @Nullable LockService lockService,
        @Nullable ProvenStore store) {
    private static final Logger LOG = LoggerFactory.getLogger(RootFile.class);
    private static final String REPAIR = "Make it anew (turnstile repair).";

    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofDays(365);

    /**
     * A reference to a lock service, as a root remembers it.
     *
     * @param identity the name that was left in the service
     * @param address where it was found, without user name and password
     */
    public record LockService(String identity, String address) {}

    /**
     * Reads it, or its copy where it is gone or cannot be understood, which the log then says; empty if nothing has been
     * written to the root yet.
     *
     * @throws DamagedException if neither can be understood
     */
    public static Optional<RootFile> read(Storage storage, Path root) throws IOException {
        Path file = Layout.rootFile(root);
        try {
            return Optional.of(readAgainIfReplaced(storage, file));
        } catch (FileNotFoundException none) {
            Optional<RootFile> copy = copy(storage, root);
            copy.ifPresent(there -> warn(file + " is missing."));
            return copy;
        } catch (DamagedException damaged) {
            RootFile copy = damaged.isNewer() ? null : copy(storage, root).orElse(null);
            if (copy == null) {
                throw damaged.with(REPAIR);
            }
            warn(String.valueOf(damaged.getMessage()));
            return Optional.of(copy);
        }
    }

    private static void warn(String fault) {
        LOG.warn("{} Going by its copy. {}", fault, REPAIR);
    }

    private static RootFile readAgainIfReplaced(Storage storage, Path file) throws IOException {
        try {
            return readOnce(storage, file);
        } catch (FileNotFoundException | DamagedException certain) {
            throw certain;
        } catch (IOException replaced) {
            // Once in its life it is, by remember(); who is reading it then may find its block deleted, but not twice.
            return readOnce(storage, file);
        }
    }

    private static RootFile readOnce(Storage storage, Path file) throws IOException {
        byte[] content;
        try (InputStream in = storage.open(file)) {
            content = JsonFields.content(in, file.toString());
        }
        JsonFields json = JsonFields.parse(content, file.toString());
        @Nullable LockService service = null;
        if (json.has("lockService")) {
            JsonFields named = json.object("lockService");
            service = new LockService(named.string("identity"), named.string("address"));
        }
        Duration pinLease = json.millis("pinLeaseMillis", SHORTEST_LEASE, LONGEST_LEASE);
        return new RootFile(
                json.string("id"), pinLease, service, json.has("store") ? store(json.object("store")) : null);
    }

    private static ProvenStore store(JsonFields json) throws DamagedException {
        return new ProvenStore(
                json.string("address"), json.integer("racers"), json.integer("rounds"), json.instant("at"));
    }

    private static Optional<RootFile> copy(Storage storage, Path root) throws IOException {
        try {
            return Optional.of(readOnce(storage, Layout.rootFileCopy(root)));
        } catch (FileNotFoundException | DamagedException unusable) {
            return Optional.empty();
        }
    }

    /** What is wrong with it and with its copy, in a sentence each. Before anything is written to a root, both are missing. */
    public static List<String> faults(Storage storage, Path root) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : List.of(Layout.rootFile(root), Layout.rootFileCopy(root))) {
            try {
                readAgainIfReplaced(storage, file);
            } catch (FileNotFoundException missing) {
                faults.add(file + " is missing.");
            } catch (DamagedException damaged) {
                faults.add(String.valueOf(damaged.getMessage()));
            }
        }
        return faults;
    }

    /** What {@link #repair} did. */
    public enum Repair {
        /** Nothing was wrong with it. */
        WHOLE,
        /** It was made anew from its copy. */
        FROM_COPY,
        /** It was made anew with another id: whoever uses the root by the old one shares no lock with whoever comes now. */
        WITH_ANOTHER_ID
    }

    /**
     * Makes it anew, from its copy if that can be understood. Where nothing is wrong with it, makes the copy anew.
     *
     * @param pinLease for one with another id
     * @param anotherId whether to make one with another id if nothing else is left
     * @throws DamagedException if only that would help, and is not allowed; nothing was changed
     */
    public static Repair repair(Storage storage, Path root, Duration pinLease, boolean anotherId) throws IOException {
        DamagedException fault;
        try {
            RootFile whole = readAgainIfReplaced(storage, Layout.rootFile(root));
            whole.write(storage, Layout.rootFileCopy(root));
            return Repair.WHOLE;
        } catch (FileNotFoundException missing) {
            fault = new DamagedException(Layout.rootFile(root).toString(), "it is missing.");
        } catch (DamagedException damaged) {
            fault = damaged;
        }
        Optional<RootFile> copy = copy(storage, root);
        if (copy.isEmpty() && (fault.isNewer() || !anotherId)) {
            throw fault.with("Nor can its copy be used. With another id (--new-id) it can be made anew, once every"
                    + " application that uses the root has ended.");
        }
        copy.orElseGet(() -> fresh(pinLease)).writeBoth(storage, root);
        return copy.isPresent() ? Repair.FROM_COPY : Repair.WITH_ANOTHER_ID;
    }

    /** One with an id of its own, and no lock service yet. */
    public static RootFile fresh(Duration pinLease) {
        return new RootFile(UUID.randomUUID().toString(), pinLease, null, null);
    }

    /**
     * Reads it, and makes it first if need be. Of several who make it at once, all get the same one. On an object store that has to
     * prove first, to each of them, that there can be no other.
     *
     * @throws UnsupportedStorageException if it has not; nothing was made
     */
    public static RootFile readOrCreate(Storage storage, Path root, Duration pinLease) throws IOException {
        Optional<RootFile> there = read(storage, root);
        if (there.isPresent()) {
            return there.get();
        }
        Path file = Layout.rootFile(root);
        RootFile fresh = fresh(pinLease).on(storage, file.getParent());
        try {
            storage.makeDirectories(file.getParent());
            storage.createExclusively(file, temporary(file), fresh.json());
            // A crash before this leaves it without a copy.
            fresh.write(storage, Layout.rootFileCopy(root));
            return fresh;
        } catch (FileAlreadyExistsException raced) {
            return read(storage, root).orElseThrow(() -> raced);
        }
    }

    private RootFile on(Storage storage, Path directory) throws IOException {
        StoreAddress address = storage.store().orElse(null);
        return address == null
                ? this
                : new RootFile(id, pinLease, lockService, ProvenStore.prove(storage, address.text(), directory));
    }

    /** Writes down the lock service. Two who do so at once agree, since the service tells both the same identity. */
    public RootFile remember(Storage storage, Path root, LockService service) throws IOException {
        RootFile updated = new RootFile(id, pinLease, service, store);
        updated.writeBoth(storage, root);
        return updated;
    }

    private void writeBoth(Storage storage, Path root) throws IOException {
        write(storage, Layout.rootFile(root));
        write(storage, Layout.rootFileCopy(root));
    }

    private void write(Storage storage, Path file) throws IOException {
        storage.replace(file, temporary(file), json());
    }

    private static Path temporary(Path file) {
        return file.suffix("." + UUID.randomUUID() + ".tmp");
    }

    private byte[] json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFields.JSON.createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("format", JsonFields.FORMAT);
            json.writeStringField("id", id);
            json.writeNumberField("pinLeaseMillis", pinLease.toMillis());
            if (lockService != null) {
                json.writeObjectFieldStart("lockService");
                json.writeStringField("identity", lockService.identity());
                json.writeStringField("address", lockService.address());
                json.writeEndObject();
            }
            if (store != null) {
                json.writeObjectFieldStart("store");
                json.writeStringField("address", store.address());
                json.writeNumberField("racers", store.racers());
                json.writeNumberField("rounds", store.rounds());
                json.writeStringField("at", store.at().toString());
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }
}
