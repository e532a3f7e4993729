package io.turnstile.core.commit;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a generation: what was computed, and from what, as far as its writer could tell. It is kept beside the file
 * list, cut to a size that readers do not notice.
 *
 * @param query what was computed
 * @param inputs what it was computed from; empty also where nobody said
 * @param signature what its rows can stand for; null where nobody said
 */
public record Origin(
        Query query, List<Input> inputs, @Nullable Signature signature) {
    /** The origin of what nobody has said anything of. */
    public static final Origin UNTOLD = new Origin(new Query("", "its writer did not tell", "", List.of()), List.of());

    private static final int MOST_INPUTS = 1000;
    private static final int LONGEST_TEXT = 2000;
    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 500;
    private static final int MOST_COLUMNS = 2000;

    /** Cuts what is too long. Of too many inputs the rest is one whose version is unknown; too many columns stand for nothing. */
    public Origin {
        if (inputs.size() > MOST_INPUTS) {
            List<Input> rest = inputs.subList(MOST_INPUTS - 1, inputs.size());
            inputs = Stream.concat(
                            inputs.stream().limit(MOST_INPUTS - 1),
                            Stream.of(Input.unknown(
                                    rest.size() + " more", "no more than " + MOST_INPUTS + " inputs are recorded")))
                    .toList();
        }
        inputs = List.copyOf(inputs);
        if (signature != null && signature.columns().size() > MOST_COLUMNS) {
            signature = null;
        }
    }

    /** An origin of which nobody says what its rows can stand for. */
    public Origin(Query query, List<Input> inputs) {
        this(query, inputs, null);
    }

    /** The same with what its rows can stand for. */
    public Origin signed(Signature what) {
        return new Origin(query, inputs, what);
    }

    /** The same with its inputs as somebody else has found them. */
    public Origin with(List<Input> found) {
        return new Origin(query, found, signature);
    }

    /**
     * A query, as far as it can be told.
     *
     * @param fingerprint two queries with the same give the same rows from the same inputs; empty if it cannot be told
     * @param because why it cannot be told; empty if it can
     * @param text the query in short, for people
     * @param form what it computes, a line for each part, to tell later what differs
     */
    public record Query(String fingerprint, String because, String text, List<String> form) {
        public Query {
            text = cut(text, LONGEST_TEXT);
            form = form.stream()
                    .limit(MOST_LINES)
                    .map(line -> cut(line, LONGEST_LINE))
                    .toList();
        }

        private static String cut(String text, int longest) {
            return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
        }
    }

    /**
     * The signature of what was computed, by which a query, or a part of one, is found to compute the same. Two with the same
     * {@code rows} and {@code inputs} have the same rows, be it with other columns of them.
     *
     * @param rows the hash of what is computed, without the versions of its inputs; 32 hexadecimal digits in lower case
     * @param inputs the hash of the versions of all inputs; 32 hexadecimal digits in lower case, of which the first
     *     {@value #SOURCES} are a hash of what is read alone, whichever versions
     * @param columns as they are stored, in their order
     */
    public record Signature(String rows, String inputs, List<Column> columns) {
        /** How many of the first digits of {@code inputs} tell what is read. */
        public static final int SOURCES = 8;

        private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

        /** @throws IllegalArgumentException if one of the hashes is none */
        public Signature {
            if (!isHash(rows) || !isHash(inputs)) {
                throw new IllegalArgumentException("Cannot sign with rows '" + rows + "' and inputs '" + inputs
                        + "': a hash has 32 hexadecimal digits in lower case");
            }
            columns = List.copyOf(columns);
        }

        static boolean isHash(String text) {
            return HASH.matcher(text).matches();
        }
    }

    /**
     * A stored column.
     *
     * @param name what it is called
     * @param hash of what it is, in terms of the query's own inputs
     * @param type as its writer spells it
     */
    public record Column(String name, String hash, String type) {}

    /** Whether anything was said of it. */
    public boolean isTold() {
        return !equals(UNTOLD);
    }

    /**
     * One hash of the query and of all versions: two generations with the same consist of the same rows. Empty if anything
     * of it is unknown, or has changed during the computation, or cannot be asked whether it has.
     */
    public String hash() {
        if (query.fingerprint().isEmpty() || !inputs.stream().allMatch(Input::isSettled)) {
            return "";
        }
        List<String> parts = new ArrayList<>(List.of(query.fingerprint()));
        inputs.stream()
                .sorted(Comparator.comparing(Input::name).thenComparing(Input::version))
                .forEach(input -> parts.addAll(List.of(input.kind().name(), input.name(), input.version())));
        return Digest.of(parts);
    }
}
