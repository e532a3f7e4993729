package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/**
 * A generated query and where it is run.
 *
 * @param session by its position
 */
record FuzzVariant(FuzzQuery query, int session) {
    /**
     * With one thing changed, which may be the session, or with many columns changed.
     *
     * @param of the operator that is changed more than others
     */
    FuzzVariant mutated(int sessions, FuzzQuery.Operator of, Random random) {
        FuzzChanges changes = new FuzzChanges(query);
        int how = random.nextInt(3);
        if (how == 0 && query.hasColumns()) {
            return new FuzzVariant(changes.inEachColumn(random), session);
        }
        FuzzQuery other = how == 1 ? FuzzKind.choose(changes.in(EnumSet.of(of), random), random) : null;
        if (other != null) {
            return new FuzzVariant(other, session);
        }
        List<FuzzKind.Change<FuzzVariant>> all = new ArrayList<>();
        changes.all(random)
                .forEach(
                        change -> all.add(new FuzzKind.Change<>(change.kind(), new FuzzVariant(change.to(), session))));
        for (int elsewhere = 0; elsewhere < sessions; elsewhere++) {
            if (elsewhere != session) {
                all.add(new FuzzKind.Change<>(FuzzKind.SESSION, new FuzzVariant(query, elsewhere)));
            }
        }
        return FuzzKind.choose(all, random);
    }
}
