package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A generated query and where it is run.
 *
 * @param session by its position
 */
record FuzzVariant(FuzzQuery query, int session) {
    /** With one thing changed, which may be the session, or with many columns changed. */
    FuzzVariant mutated(int sessions, Random random) {
        if (random.nextBoolean() && query.operator() == FuzzQuery.Operator.PROJECT) {
            return new FuzzVariant(query.withOtherColumns(random), session);
        }
        List<FuzzKind.Change<FuzzVariant>> changes = new ArrayList<>();
        query.changes(random)
                .forEach(change ->
                        changes.add(new FuzzKind.Change<>(change.kind(), new FuzzVariant(change.to(), session))));
        for (int other = 0; other < sessions; other++) {
            if (other != session) {
                changes.add(new FuzzKind.Change<>(FuzzKind.SESSION, new FuzzVariant(query, other)));
            }
        }
        return FuzzKind.choose(changes, random);
    }
}
