package io.turnstile.core.identity;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The name of a dataset within its root: namespace parts and a name, joined by dots, such as {@code travel.route_delays}.
 * Case matters.
 *
 * @param parts one or more parts of ASCII letters, digits, {@code _} and {@code -}, none beginning with {@code _}; 200
 *     characters at most with the dots between them
 */
public record DatasetKey(List<String> parts) {
    /** How many characters a key may have. */
    public static final int LONGEST = 200;

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9_-]*");
    private static final Pattern CONTROL = Pattern.compile("[^\\x20-\\x7e]");

    /** @throws InvalidKeyException if the parts do not make a key; the message says which one and why */
    public DatasetKey {
        parts = List.copyOf(parts);
        String whole = String.join(".", parts);
        if (whole.isEmpty()) {
            throw new InvalidKeyException("A dataset key must not be empty; write it like travel.route_delays.");
        }
        if (whole.length() > LONGEST) {
            throw new InvalidKeyException("Dataset key " + shown(whole.substring(0, 40)) + "… has " + whole.length()
                    + " characters; " + LONGEST + " are allowed.");
        }
        for (String part : parts) {
            if (!PART.matcher(part).matches()) {
                throw new InvalidKeyException("Dataset key " + shown(whole) + " is not valid: " + fault(part)
                        + " Parts consist of letters, digits, '_' and '-', do not begin with '_', and are joined by"
                        + " dots, as in travel.route_delays.");
            }
        }
    }

    /** Reads a key as users write it. @throws InvalidKeyException if it is none */
    public static DatasetKey parse(String text) {
        return new DatasetKey(List.of(text.split("\\.", -1)));
    }

    /** Whether a name can be a part of a key. */
    public static boolean isPart(String name) {
        return name.length() <= LONGEST && PART.matcher(name).matches();
    }

    /** The last part. */
    public String name() {
        return parts.get(parts.size() - 1);
    }

    /** All parts but the last; empty for a dataset that sits directly in the root. */
    public List<String> namespace() {
        return parts.subList(0, parts.size() - 1);
    }

    private static String fault(String part) {
        if (part.isEmpty()) {
            return "it has an empty part.";
        }
        return part.startsWith("_")
                ? "its part " + shown(part) + " begins with '_'."
                : "its part " + shown(part) + " has other characters.";
    }

    /** Control characters would garble a log or a terminal. */
    static String shown(String text) {
        return "'" + CONTROL.matcher(text).replaceAll("?") + "'";
    }

    @Override
    public String toString() {
        return String.join(".", parts);
    }
}
