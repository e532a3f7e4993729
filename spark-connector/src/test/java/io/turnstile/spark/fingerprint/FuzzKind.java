package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What can be changed of a generated query. Each is changed as often as any other, however many places there are for it. */
enum FuzzKind {
    LITERAL,
    TYPE,
    ORDER,
    COLUMN,
    FUNCTION,
    CONDITION,
    OPERATOR,
    TABLE,
    SESSION;

    /** What something becomes by one change of a kind. */
    record Change<T>(FuzzKind kind, T to) {}

    /** Null if there is nothing to change. */
    static <T> T choose(List<Change<T>> changes, Random random) {
        List<FuzzKind> kinds = changes.stream().map(Change::kind).distinct().toList();
        if (kinds.isEmpty()) {
            return null;
        }
        FuzzKind kind = kinds.get(random.nextInt(kinds.size()));
        List<Change<T>> of =
                changes.stream().filter(change -> change.kind == kind).toList();
        return of.get(random.nextInt(of.size())).to;
    }

    /** The given list with each of the changes of one of its elements. */
    static <T> List<Change<List<T>>> at(List<T> list, int position, List<Change<T>> changes) {
        List<Change<List<T>>> changed = new ArrayList<>();
        for (Change<T> change : changes) {
            List<T> copy = new ArrayList<>(list);
            copy.set(position, change.to);
            changed.add(new Change<>(change.kind, copy));
        }
        return changed;
    }
}
