package io.turnstile.core.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.storage.Entry;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.storage.StoreAddress;
import io.turnstile.core.storage.UnsupportedStorageException;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.S3Store;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

/** A root is begun on an object store only once that has shown that of all who create an object exactly one succeeds. */
class StoreProofTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    @Test
    void proofIsInTheRootsFileAndNothingElseIsLeft() throws IOException {
        S3Store store = S3Store.shared();
        Path root = store.freshRoot("proof");
        Storage storage = StorageFactory.open(root, store.configuration());
        RootFile begun = RootFile.readOrCreate(storage, root, LEASE);

        assertThat(begun.store().address()).isEqualTo(store.endpoint().toString());
        assertThat(begun.store().racers()).isEqualTo(8);
        assertThat(begun.store().rounds()).isEqualTo(20);
        assertThat(RootFile.read(storage, root)).contains(begun);
        assertThat(begun.remember(storage, root, new RootFile.LockService("r", "redis://host"))
                        .store())
                .isEqualTo(begun.store());
        assertThat(storage.filesBelow(root, nothing -> false).keySet())
                .containsExactly("_turnstile/root-copy.json", "_turnstile/root.json");
    }

    @Test
    void storeThatLosesTheRaceIsRefusedWithWhatWasSeen() throws IOException {
        Path root = LocalFiles.shared().freshRoot("proof");
        Storage overwriting = new ForwardingStorage(
                StorageFactory.open(root, LocalFiles.shared().configuration())) {
            @Override
            public Optional<StoreAddress> store() {
                return Optional.of(new StoreAddress("https://careless", true));
            }

            @Override
            public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
                replace(target, temporary, content);
            }
        };

        assertThatThrownBy(() -> RootFile.readOrCreate(overwriting, root, LEASE))
                .isInstanceOf(UnsupportedStorageException.class)
                .hasMessageContainingAll(
                        "Cannot keep datasets in",
                        root.getName(),
                        "of 8 that created one name at once 8 were told that they had succeeded",
                        "https://careless");
        assertThat(overwriting.list(new Path(root, "_turnstile")))
                .extracting(Entry::name)
                .isEmpty();
    }

    @Test
    void fileSystemNeedsNoProof() throws IOException {
        Path root = LocalFiles.shared().freshRoot("proof");
        Storage storage = StorageFactory.open(root, LocalFiles.shared().configuration());

        assertThat(RootFile.readOrCreate(storage, root, LEASE).store()).isNull();
    }
}
