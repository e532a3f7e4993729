package io.turnstile.core.storage;

import io.turnstile.core.identity.GenerationName;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * Says before and after each step what it is, such as {@code before list _turnstile} or {@code after create 00000002.json},
 * so that a test can stop the world there. Generations are all called {@code generation}, tasks' files {@code part}.
 */
public final class WatchedStorage extends ForwardingStorage {
    private final Consumer<String> watcher;

    public WatchedStorage(Storage storage, Consumer<String> watcher) {
        super(storage);
        this.watcher = watcher;
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T watched(String verb, Path path, Step<T> step) throws IOException {
        String what = verb + " " + name(path);
        watcher.accept("before " + what);
        T result = step.run();
        watcher.accept("after " + what);
        return result;
    }

    private static String name(Path path) {
        String name = path.getName();
        if (GenerationName.parse(name).isPresent()) {
            return "generation";
        }
        return name.startsWith("part-") ? "part" : name;
    }

    /** In two steps, as the storage underneath takes them too: a temporary file that is whole, and the rename. */
    @Override
    public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
        watched("publish", target, () -> {
            try (OutputStream out = super.create(temporary)) {
                out.write(content);
            }
            watcher.accept("between writing and renaming " + target.getName());
            super.delete(temporary);
            super.createExclusively(target, temporary, content);
            return null;
        });
    }

    /** What is written arrives in two halves. */
    @Override
    public OutputStream create(Path file) throws IOException {
        OutputStream beneath = watched("create", file, () -> super.create(file));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        return new FilterOutputStream(all) {
            private boolean closed;

            @Override
            public void close() throws IOException {
                if (closed) {
                    return;
                }
                closed = true;
                byte[] content = all.toByteArray();
                try (beneath) {
                    beneath.write(content, 0, content.length / 2);
                    watcher.accept("half-way through " + name(file));
                    beneath.write(content, content.length / 2, content.length - content.length / 2);
                }
                watcher.accept("after writing " + name(file));
            }
        };
    }

    @Override
    public List<Entry> list(Path directory) throws IOException {
        return watched("list", directory, () -> super.list(directory));
    }

    @Override
    public void makeDirectories(Path directory) throws IOException {
        watched("make", directory, () -> {
            super.makeDirectories(directory);
            return null;
        });
    }

    @Override
    public void move(Path source, Path destination) throws IOException {
        watched("move", destination, () -> {
            super.move(source, destination);
            return null;
        });
    }

    @Override
    public boolean delete(Path path) throws IOException {
        return watched("delete", path, () -> super.delete(path));
    }
}
