package io.turnstile.core.lock.redis;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The codec of pins in Redis: members of one sorted set, whose score is the time at which they run out. A pin is
 * {@code p<client>.<number>|<since>|<generation>}. Whose it is stands beside it once per client, in pieces
 * {@code a<client>|<0, 1, …>|<text>}, renewed with the pins and there for one lease longer than they: Redis keeps a
 * small set whose members have at most 64 bytes in one block, some 50 bytes for each pin; a single longer member would
 * cost it a table and a skip list, more than a kilobyte.
 */
final class PinMember {
    private static final int PIECE = 44;
    private static final Application UNKNOWN = new Application("unknown", "", "unknown", "unknown");

    private PinMember() {}

    static String of(String id, String since, String generation) {
        return "p" + id + "|" + since + "|" + generation;
    }

    /** The members that say whose a client's pins are. */
    static List<String> pieces(String client, Application application) {
        List<String> pieces = new ArrayList<>();
        String rest = String.join("\t", ShortNames.of(application));
        while (!rest.isEmpty()) {
            String piece = ShortNames.prefix(rest, PIECE);
            pieces.add("a" + client + "|" + pieces.size() + "|" + piece);
            rest = rest.substring(piece.length());
        }
        return pieces;
    }

    /** Reads the members that {@link LockScript#PINS} found at the time {@code now}. */
    static List<Reader> readers(long now, List<String> members) {
        Map<String, Map<Integer, String>> pieces = new HashMap<>();
        // A pin may be there twice for up to a lease, where the answer to its resolution was lost: the later one
        // counts.
        Map<String, String[]> pins = new LinkedHashMap<>();
        for (String member : members) {
            String[] parts = member.substring(1).split("\\|", 3);
            if (member.charAt(0) == 'a') {
                pieces.computeIfAbsent(parts[0], client -> new TreeMap<>()).put(Integer.valueOf(parts[1]), parts[2]);
            } else {
                pins.merge(parts[0], parts, (one, other) -> one[2].isEmpty() ? other : one);
            }
        }
        return pins.values().stream()
                .map(pin -> new Reader(
                        application(pieces.get(pin[0].substring(0, pin[0].indexOf('.')))),
                        Optional.of(pin[2]).filter(generation -> !generation.isEmpty()),
                        Duration.ofMillis(Math.max(0, now - Long.parseLong(pin[1])))))
                .sorted(Comparator.comparing(Reader::heldFor).reversed())
                .toList();
    }

    private static Application application(@Nullable Map<Integer, String> pieces) {
        return pieces == null ? UNKNOWN : application(String.join("", pieces.values()));
    }

    /** As it stands in all of a client's pieces together. */
    static Application application(String names) {
        String[] parts = names.split("\t", -1);
        return parts.length == 4 ? new Application(parts[0], parts[1], parts[2], parts[3]) : UNKNOWN;
    }
}
