package io.turnstile.core.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The descriptor of a root, {@code root.json}. The root's id, not its path, names its locks, so that two spellings of
 * one root share them.
 *
 * @param id made when the root was first written to
 * @param lockService the lock service that the root has first been used with; null as long as there was none
 */
public record RootFile(String id, @Nullable LockService lockService) {
    /**
     * A reference to a lock service, as a root remembers it.
     *
     * @param identity the name that was left in the service
     * @param address where it was found, without user name and password
     */
    public record LockService(String identity, String address) {}

    /** Reads it; empty if nothing has been written to the root yet. */
    public static Optional<RootFile> read(Storage storage, Path root) throws IOException {
        Path file = Layout.rootFile(root);
        byte[] content;
        try {
            content = content(storage, file);
        } catch (FileNotFoundException none) {
            return Optional.empty();
        } catch (IOException replaced) {
            // Once in its life it is, by remember(); who is reading it then may find its block deleted, but not twice.
            content = content(storage, file);
        }
        JsonFields json = JsonFields.parse(content, file.toString());
        @Nullable LockService service = null;
        if (json.has("lockService")) {
            JsonFields named = json.object("lockService");
            service = new LockService(named.string("identity"), named.string("address"));
        }
        return Optional.of(new RootFile(json.string("id"), service));
    }

    private static byte[] content(Storage storage, Path file) throws IOException {
        try (InputStream in = storage.open(file)) {
            return JsonFields.content(in, file.toString());
        }
    }

    /** Reads it, and makes it first if need be. Of several who make it at once, all get the same one. */
    public static RootFile readOrCreate(Storage storage, Path root) throws IOException {
        Optional<RootFile> there = read(storage, root);
        if (there.isPresent()) {
            return there.get();
        }
        RootFile fresh = new RootFile(UUID.randomUUID().toString(), null);
        Path file = Layout.rootFile(root);
        try {
            storage.makeDirectories(file.getParent());
            storage.createExclusively(file, temporary(file), fresh.json());
            return fresh;
        } catch (FileAlreadyExistsException raced) {
            return read(storage, root).orElseThrow(() -> raced);
        }
    }

    /** Writes down the lock service. Two who do so at once agree, since the service tells both the same identity. */
    public RootFile remember(Storage storage, Path root, LockService service) throws IOException {
        RootFile updated = new RootFile(id, service);
        Path file = Layout.rootFile(root);
        storage.replace(file, temporary(file), updated.json());
        return updated;
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
            if (lockService != null) {
                json.writeObjectFieldStart("lockService");
                json.writeStringField("identity", lockService.identity());
                json.writeStringField("address", lockService.address());
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }
}
