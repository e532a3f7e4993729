package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bag of rows that is not looked into further: a source, or what an operator other than projection, filter and inner join
 * makes of others. Compared by identity: a product may have the same rows twice.
 */
final class Factor {
    private static final int MOST_LINES = 200;

    final String hash;
    final String title;
    private final Supplier<List<String>> making;
    private final Map<String, String> names;
    private List<String> unique = List.of();
    private @Nullable List<String> beneath;

    /**
     * @param hash what it is; two with the same hash have the same rows
     * @param title for people
     * @param making what it is made of, for people; told only where somebody asks
     */
    Factor(String hash, String title, Supplier<List<String>> making) {
        this(hash, title, making, new HashMap<>());
    }

    private Factor(String hash, String title, Supplier<List<String>> making, Map<String, String> names) {
        this.hash = hash;
        this.title = title;
        this.making = making;
        this.names = names;
    }

    /** What it is made of, for people. */
    List<String> beneath() {
        List<String> lines = beneath;
        if (lines == null) {
            List<String> all = making.get();
            lines = List.copyOf(all.subList(0, Math.min(all.size(), MOST_LINES)));
            beneath = lines;
        }
        return lines;
    }

    /** The same rows once more. */
    Factor again() {
        Factor other = new Factor(hash, title, this::beneath, new HashMap<>(names));
        other.unique = unique;
        return other;
    }

    /** Says of which columns each combination occurs once. */
    Factor uniqueBy(List<String> columns) {
        unique = List.copyOf(columns);
        return this;
    }

    /** Columns that tell its rows apart; empty where none are known to. */
    List<String> uniqueBy() {
        return unique;
    }

    /** For people: what a column is called. */
    void call(String column, String name) {
        names.putIfAbsent(column, name);
    }

    String nameOf(String column) {
        return names.getOrDefault(column, column.substring(0, Math.min(6, column.length())));
    }

    /** Of a column that its source knows by name. */
    static String named(String name) {
        return Digest.of("named", name);
    }

    /** Of a column that is known by where it stands. */
    static String positioned(int position) {
        return Digest.of("positioned", Integer.toString(position));
    }
}
