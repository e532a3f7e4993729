package io.turnstile.core.origin;

import io.turnstile.core.commit.Origin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The difference of two queries in normal form, as {@link Origin.Query#form} has them. Where they differ in nothing else, it is
 * in how their lines belong together, or in what was cut off.
 *
 * @param gone the lines that only the earlier one has, in its order
 * @param come the lines that only the later one has, in its order
 */
public record FormDifference(List<String> gone, List<String> come) {
    /** Compares them. */
    public static FormDifference of(List<String> then, List<String> now) {
        return new FormDifference(without(then, now), without(now, then));
    }

    private static List<String> without(List<String> lines, List<String> others) {
        Set<String> left = new LinkedHashSet<>(lines);
        others.forEach(left::remove);
        return List.copyOf(left);
    }

    /** In a few words: the first line of each. */
    String sentence() {
        if (gone.isEmpty() && come.isEmpty()) {
            return "in a part that is not recorded";
        }
        String was = gone.isEmpty() ? "" : "'" + gone.get(0).strip() + "' then";
        String is = come.isEmpty() ? "" : "'" + come.get(0).strip() + "' now";
        return was + (was.isEmpty() || is.isEmpty() ? "" : ", ") + is;
    }
}
