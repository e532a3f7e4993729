package io.turnstile.core.history;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.identity.GenerationName;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * The version history of a dataset as its commit log tells it, for listings.
 *
 * @param state the present state; that of the last record that can be understood where later ones are damaged
 * @param records the records that were asked for and can be understood, by version
 * @param damaged what is wrong with the others, by version
 * @param directories the generations that have a directory, published or not
 */
public record Versions(
        CommitRecord state,
        List<CommitRecord> records,
        SortedMap<Long, String> damaged,
        Set<GenerationName> directories) {
    public Versions {
        records = List.copyOf(records);
        directories = Set.copyOf(directories);
    }
}
