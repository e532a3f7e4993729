package io.turnstile.core.chaos;

import io.turnstile.core.chaos.Operation.Kind;
import io.turnstile.core.chaos.Operation.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a worker does, line by line in a file of its own. A line is with the operating system before the worker goes on,
 * so that it outlives a worker that is killed. Thread-safe.
 */
final class Journal {
    private static final String SUFFIX = ".journal";

    private final String worker;
    private final OutputStream out;

    private Journal(String worker, OutputStream out) {
        this.worker = worker;
        this.out = out;
    }

    static Journal of(String worker, Path directory) throws IOException {
        return new Journal(worker, Files.newOutputStream(file(directory, worker)));
    }

    static Path file(Path directory, String worker) {
        return directory.resolve(worker + SUFFIX);
    }

    /** What an operation found out so far. */
    record Entry(Journal journal, String id) {
        /** It is about to publish this generation. */
        void publishes(String generation) {
            journal.line("publishes", id, now(), generation);
        }

        /** It has its snapshot. */
        void hasSnapshot(String generation) {
            journal.line("snapshot", id, now(), generation);
        }

        void ended(Outcome outcome, String seen, String detail) {
            journal.line("end", id, now(), outcome.name(), seen, detail.replaceAll("\\s+", " "));
        }

        private static String now() {
            return Long.toString(System.nanoTime());
        }
    }

    /** Begins an operation. */
    Entry begins(String id, Kind kind, String dataset) {
        line("begin", id, Entry.now(), kind.name(), dataset);
        return new Entry(this, id);
    }

    /** The worker did not run for a while. */
    void stalled(long from, long to) {
        line("stalled", worker, Long.toString(from), Long.toString(to));
    }

    private synchronized void line(String... fields) {
        try {
            out.write((String.join("\t", fields) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds what all workers of a run did and noticed. */
    static void read(Path directory, List<Operation> operations, List<Disturbance> disturbances) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            readOne(file, operations, disturbances);
        }
    }

    private static void readOne(Path file, List<Operation> operations, List<Disturbance> disturbances)
            throws IOException {
        String worker = file.getFileName().toString().replace(SUFFIX, "");
        Map<String, Operation> open = new LinkedHashMap<>();
        for (String line : whole(Files.readString(file))) {
            String[] f = line.split("\t", -1);
            long at = Long.parseLong(f[2]);
            switch (f[0]) {
                case "begin" ->
                    open.put(
                            f[1],
                            new Operation(
                                    f[1],
                                    worker,
                                    Kind.valueOf(f[3]),
                                    f[4],
                                    at,
                                    "",
                                    0,
                                    Long.MAX_VALUE,
                                    Outcome.UNKNOWN,
                                    "",
                                    ""));
                case "publishes" -> open.computeIfPresent(f[1], (id, o) -> stepped(o, f[3], at, ""));
                case "snapshot" -> open.computeIfPresent(f[1], (id, o) -> stepped(o, "", at, f[3]));
                case "end" -> operations.add(ended(open.remove(f[1]), at, Outcome.valueOf(f[3]), f[4], f[5]));
                case "stalled" ->
                    disturbances.add(new Disturbance(Disturbance.Kind.STALLED, worker, at, Long.parseLong(f[3])));
                default -> throw new IOException("Cannot read " + file + ": " + line);
            }
        }
        operations.addAll(open.values());
    }

    /** The last line of a worker that was killed may be cut short. */
    private static List<String> whole(String text) {
        return new ArrayList<>(
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
    }

    private static Operation stepped(Operation o, String own, long at, String seen) {
        return new Operation(
                o.id(), o.worker(), o.kind(), o.dataset(), o.begin(), own, at, o.end(), o.outcome(), seen, o.detail());
    }

    private static Operation ended(Operation o, long at, Outcome outcome, String seen, String detail) {
        return new Operation(
                o.id(),
                o.worker(),
                o.kind(),
                o.dataset(),
                o.begin(),
                o.own(),
                o.stepped(),
                at,
                outcome,
                seen.isEmpty() ? o.seen() : seen,
                detail);
    }
}
