package io.turnstile.target;

import io.turnstile.target.commit.CommitLog.Understood;
import io.turnstile.target.commit.CommitRecord;
import io.turnstile.target.commit.Generation;
import io.turnstile.target.storage.GenerationName;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Makes an earlier generation the head again, behind the gate. */
final class Rollback {
    private final DatasetTarget target;

    Rollback(DatasetTarget target) {
        this.target = target;
    }

    /** Goes back. @return the record that made it so; the present one, if it is the head already */
    CommitRecord to(long version) throws IOException {
        History history = new History(target);
        AsOf asOf = new AsOf.Version(version);
        GenerationName name = history.find(asOf);
        CommitRecord present = target.log().lastUnderstood().state();
        Generation earlier = history.readable(asOf, name, present);
        target.gate().require("roll back", present.head().orElse(earlier));
        AtomicReference<CommitRecord> there = new AtomicReference<>(present);
        HeadChange change = new HeadChange(target, target.rootLocks().forWriting());
        Optional<CommitRecord> made = change.make(now -> {
            Understood base = target.log().lastUnderstood();
            there.set(base.state());
            Generation again = history.readable(asOf, name, base.state());
            if (again.name().equals(base.state().headName()) && base.damaged().isEmpty()) {
                return Optional.empty();
            }
            base.state().head().ifPresent(head -> target.gate().warnOfHazards("Rolling back", head));
            target.manifest(again); // Throws if it cannot be read: then it is not to become the head.
            return Optional.of(change.repaired(base, now).rollback(again.name(), now, target.author()));
        });
        return made.orElseGet(there::get);
    }
}
