package io.turnstile.core.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;

/** Passes everything on. A test that injects a fault overrides the one method that is to fail. */
public class ForwardingStorage implements Storage {
    private final Storage storage;

    public ForwardingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Path qualify(Path path) {
        return storage.qualify(path);
    }

    @Override
    public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
        storage.createExclusively(target, temporary, content);
    }

    @Override
    public void replace(Path target, Path temporary, byte[] content) throws IOException {
        storage.replace(target, temporary, content);
    }

    @Override
    public OutputStream create(Path file) throws IOException {
        return storage.create(file);
    }

    @Override
    public InputStream open(Path file) throws IOException {
        return storage.open(file);
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        return storage.list(directory);
    }

    @Override
    public Entry status(Path path) throws IOException {
        return storage.status(path);
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        storage.makeDirectories(directory);
    }

    @Override
    public void move(Path source, Path destination) throws IOException {
        storage.move(source, destination);
    }

    @Override
    public void catchUp() throws IOException {
        storage.catchUp();
    }

    @Override
    public void deleteIfEmpty(Path directory) throws IOException {
        storage.deleteIfEmpty(directory);
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return storage.delete(path);
    }

    @Override
    public boolean moves() {
        return storage.moves();
    }

    @Override
    public Optional<StoreAddress> store() {
        return storage.store();
    }

    /** Where things move that is a deletion, so that it can fail as one. */
    @Override
    public void withdraw(Path temporary) throws IOException {
        if (moves()) {
            delete(temporary);
        } else {
            storage.withdraw(temporary);
        }
    }

    @Override
    public void makeEmptyDirectory(Path directory) throws IOException {
        if (moves()) {
            makeDirectories(directory);
        } else {
            storage.makeEmptyDirectory(directory);
        }
    }

    /** Where things move it is made of listings, so that one of them can fail. */
    @Override
    public SortedMap<String, Entry> filesBelow(Path directory, Predicate<Entry> leftOut) throws IOException {
        return moves() ? Storage.super.filesBelow(directory, leftOut) : storage.filesBelow(directory, leftOut);
    }
}
