package io.turnstile.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The parameters that a dataset was computed for, such as a date: the same ones in any order are the same dataset. They
 * become a part of its name, {@code <name>_<hash>}.
 *
 * <p>The hash is the first ten hexadecimal digits of the SHA-256 of a text in UTF-8: for each parameter, in the order of
 * their names, {@code name=value} and a line feed, where in values a backslash is written {@code \\} and a line feed
 * {@code \n}. No two sets of parameters have the same text.
 *
 * @param values by name, sorted. Names are letters, digits, {@code _}, {@code -} and dots; case does not matter, as in
 *     Spark's options, so they are kept in lower case. Values may be anything.
 */
public record Parameters(SortedMap<String, String> values) {
    /** None. */
    public static final Parameters NONE = new Parameters(new TreeMap<>());

    private static final int HASH_LENGTH = 10;
    private static final Pattern HASHED = Pattern.compile("(.+)_[0-9a-f]{" + HASH_LENGTH + "}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-][a-z0-9_.-]*");

    public Parameters {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * Those of a map.
     *
     * @throws InvalidKeyException if a name or a value cannot be one, or two names differ in case only
     */
    public static Parameters of(Map<String, String> given) {
        SortedMap<String, String> folded = new TreeMap<>();
        given.forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(key).matches()) {
                throw new InvalidKeyException("The parameter " + DatasetKey.shown(name) + " has a name that is none:"
                        + " parameters are called by letters, digits, '_', '-' and '.'.");
            }
            if (value == null) {
                throw new InvalidKeyException(
                        "The parameter '" + key + "' has no value; give it one, or leave it out.");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                throw new InvalidKeyException(
                        "The value of the parameter '" + key + "' is not text: it has half of a" + " surrogate pair.");
            }
            if (folded.put(key, value) != null) {
                throw new InvalidKeyException(
                        "The parameter '" + key + "' is given twice: case does not matter in their names.");
            }
        });
        return new Parameters(folded);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * The dataset for these parameters; without any, the key itself. A key that ends in their hash already stays as it is.
     *
     * @throws InvalidKeyException if that would be too long
     */
    public DatasetKey name(DatasetKey key) {
        String suffix = "_" + hash();
        if (isEmpty() || key.name().endsWith(suffix)) {
            return key;
        }
        int longest = DatasetKey.LONGEST - suffix.length();
        if (key.toString().length() > longest) {
            throw new InvalidKeyException("Dataset key '" + key + "' has "
                    + key.toString().length() + " characters; with parameters " + longest + " are allowed.");
        }
        List<String> parts = new ArrayList<>(key.namespace());
        parts.add(key.name() + suffix);
        return new DatasetKey(parts);
    }

    /** A name without the hash that it ends in, where it tells of parameters; whether it does, a name alone cannot say. */
    public static Optional<DatasetKey> withoutHash(DatasetKey named) {
        Matcher hashed = HASHED.matcher(named.toString());
        return hashed.matches() ? Optional.of(DatasetKey.parse(hashed.group(1))) : Optional.empty();
    }

    /** Ten hexadecimal digits. */
    String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private String text() {
        return values.entrySet().stream()
                .map(parameter -> parameter.getKey() + "="
                        + parameter.getValue().replace("\\", "\\\\").replace("\n", "\\n") + "\n")
                .collect(Collectors.joining());
    }

    /** For people: {@code date=2001-01-01, origin=JFK}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining(", "));
    }
}
