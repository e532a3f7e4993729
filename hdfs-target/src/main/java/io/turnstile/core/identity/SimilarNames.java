package io.turnstile.core.identity;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** A search for similar names by edit distance, for a name that may have been mistyped. */
public final class SimilarNames {
    private SimilarNames() {}

    /** Those that differ from a name by one letter, or by at most a third of its letters; the nearest first. */
    public static Stream<String> to(String name, Collection<String> known) {
        String folded = name.toLowerCase(Locale.ROOT);
        int most = Math.max(1, name.length() / 3);
        record Candidate(String name, int distance) {}
        return known.stream()
                .map(k -> new Candidate(k, distance(folded, k.toLowerCase(Locale.ROOT))))
                .filter(c -> c.distance() <= most)
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /** Levenshtein's distance, by the algorithm of Wagner and Fischer (1974). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(previous[j], row[j - 1]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
