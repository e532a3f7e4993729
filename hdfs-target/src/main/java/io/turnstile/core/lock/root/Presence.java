package io.turnstile.core.lock.root;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Leases;
import io.turnstile.core.lock.Progress;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The presence of one application at the locks of a root, as it last wrote it down: its heartbeat, and all that it has there.
 *
 * @param application who it is
 * @param leases for how long what it has stands without another beat
 * @param beat one more each time that it writes
 * @param writtenAt when it wrote that, in milliseconds since the epoch by its own clock; for what is shown to people alone
 * @param held the claims on held locks that it has, or is about to make
 * @param pins its readers' pins
 * @param waits its callers that wait for a release
 */
record Presence(
        Application application,
        Leases leases,
        long beat,
        long writtenAt,
        List<Held> held,
        List<Pinned> pins,
        List<Waiting> waits) {
    private static final String FORMAT = "turnstile-presence 1";
    private static final String SEPARATOR = "\t";

    Presence {
        held = List.copyOf(held);
        pins = List.copyOf(pins);
        waits = List.copyOf(waits);
    }

    /**
     * A claim on a held lock.
     *
     * @param claim the claim's id, which no other has
     * @param awaited for which dataset its owner waits; empty if for none
     */
    record Held(String dataset, String claim, Duration heldFor, String awaited, Progress progress) {}

    /** A reader's pin; of an empty generation, as long as it is unresolved. */
    record Pinned(String dataset, String generation, Duration heldFor) {}

    /** A caller that waits for a release. */
    record Waiting(String dataset, Duration waitedFor) {}

    /** What it says of a claim; empty if it has given that up, or never made it. */
    Optional<Held> held(String claim) {
        return held.stream().filter(lock -> lock.claim().equals(claim)).findFirst();
    }

    byte[] write() {
        List<String> lines = new ArrayList<>();
        lines.add(FORMAT);
        lines.add(line(
                "by",
                application.id(),
                application.name(),
                application.user(),
                application.host(),
                leases.lock().toMillis(),
                leases.pin().toMillis(),
                beat,
                writtenAt));
        for (Held lock : held) {
            Progress progress = lock.progress();
            lines.add(line(
                    "held",
                    lock.dataset(),
                    lock.claim(),
                    lock.heldFor().toMillis(),
                    lock.awaited(),
                    progress.stagesDone(),
                    progress.stagesKnown(),
                    progress.tasksDone(),
                    progress.tasksKnown(),
                    progress.rows(),
                    progress.bytes(),
                    progress.address()));
        }
        pins.forEach(pin -> lines.add(
                line("pin", pin.dataset(), pin.generation(), pin.heldFor().toMillis())));
        waits.forEach(
                wait -> lines.add(line("wait", wait.dataset(), wait.waitedFor().toMillis())));
        lines.add("end");
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static String line(String kind, Object... fields) {
        StringBuilder line = new StringBuilder(kind);
        for (Object field : fields) {
            line.append(SEPARATOR).append(URLEncoder.encode(field.toString(), StandardCharsets.UTF_8));
        }
        return line.toString();
    }

    /** @throws IOException if it is not understood, so that nobody takes it for one that has no pins */
    static Presence parse(byte[] content, String file) throws IOException {
        String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
        try {
            if (!lines[0].equals(FORMAT) || !lines[lines.length - 1].equals("end")) {
                throw new IllegalArgumentException("it does not begin and end as such a file does");
            }
            Fields by = new Fields(lines[1]);
            Application application = new Application(by.text(1), by.text(2), by.text(3), by.text(4));
            List<Held> held = new ArrayList<>();
            List<Pinned> pins = new ArrayList<>();
            List<Waiting> waits = new ArrayList<>();
            for (int i = 2; i < lines.length - 1; i++) {
                Fields fields = new Fields(lines[i]);
                switch (fields.text(0)) {
                    case "held" -> held.add(fields.held());
                    case "pin" -> pins.add(new Pinned(fields.text(1), fields.text(2), fields.millis(3)));
                    case "wait" -> waits.add(new Waiting(fields.text(1), fields.millis(2)));
                    default -> throw new IllegalArgumentException("there is no '" + fields.text(0) + "'");
                }
            }
            return new Presence(
                    application, new Leases(by.millis(5), by.millis(6)), by.number(7), by.number(8), held, pins, waits);
        } catch (IllegalArgumentException | IndexOutOfBoundsException damaged) {
            throw new IOException(
                    "Cannot understand " + file + ", which says what an application has at the locks of this root: "
                            + damaged.getMessage()
                            + ". A later version may have written it; if not, delete it once that"
                            + " application has ended.",
                    damaged);
        }
    }

    private static final class Fields {
        private final String[] fields;

        Fields(String line) {
            fields = line.split(SEPARATOR, -1);
        }

        String text(int index) {
            return URLDecoder.decode(fields[index], StandardCharsets.UTF_8);
        }

        long number(int index) {
            return Long.parseLong(fields[index]);
        }

        Duration millis(int index) {
            return Duration.ofMillis(number(index));
        }

        Held held() {
            return new Held(
                    text(1),
                    text(2),
                    millis(3),
                    text(4),
                    new Progress(
                            Math.toIntExact(number(5)),
                            Math.toIntExact(number(6)),
                            number(7),
                            number(8),
                            number(9),
                            number(10),
                            text(11)));
        }
    }
}
