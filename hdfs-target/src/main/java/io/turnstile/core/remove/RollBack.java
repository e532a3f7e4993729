package io.turnstile.core.remove;

import io.turnstile.core.admission.RerunGate;
import io.turnstile.core.commit.CommitLog.Understood;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.history.AsOf;
import io.turnstile.core.history.History;
import io.turnstile.core.identity.GenerationName;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The rollback of a dataset: makes an earlier generation the head again, behind the gate. */
public final class RollBack {
    private final DatasetContext context;

    public RollBack(DatasetContext context) {
        this.context = context;
    }

    /** Goes back. @return the record that made it so; the present one, if it is the head already */
    public CommitRecord to(long version) throws IOException {
        History history = new History(context);
        AsOf asOf = new AsOf.Version(version);
        GenerationName name = history.find(asOf);
        CommitRecord present = context.log().lastUnderstood().state();
        Generation earlier = history.readable(asOf, name, present);
        new RerunGate(context).require("roll back", present.head().orElse(earlier));
        AtomicReference<CommitRecord> there = new AtomicReference<>(present);
        ChangeHead change = new ChangeHead(context, context.rootLocks().forWriting());
        Optional<CommitRecord> made = change.make(now -> {
            Understood base = context.log().lastUnderstood();
            there.set(base.state());
            Generation again = history.readable(asOf, name, base.state());
            if (again.name().equals(base.state().headName()) && base.damaged().isEmpty()) {
                return Optional.empty();
            }
            base.state().head().ifPresent(head -> new RerunGate(context).warnOfHazards("Rolling back", head));
            context.manifest(again); // Throws if it cannot be read: then it is not to become the head.
            return Optional.of(change.repaired(base, now).rollback(again.name(), now, context.author()));
        });
        return made.orElseGet(there::get);
    }
}
