package io.turnstile.core.read;

import io.turnstile.core.admission.HolderWait;
import io.turnstile.core.admission.ThreadComputations;
import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.FailedComputation;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.DatasetException;
import io.turnstile.core.exception.SelfReadException;
import io.turnstile.core.history.AsOf;
import io.turnstile.core.history.History;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Passage;
import io.turnstile.core.lock.Pin;
import io.turnstile.core.progress.Outcomes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read protocol: the steps that take one snapshot. Of the head: pin, read the head, resolve the pin. The pin comes
 * first: what the head names is then kept even if it is superseded, retired and collected in the meantime. Of an
 * earlier generation: pin it, then ask the log whether it is retired. Whoever retires it after that looks for pins
 * afterwards, and finds this one.
 */
public final class TakeSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(TakeSnapshot.class);

    private final DatasetContext context;
    private final DatasetLocks locks;
    private final HolderWait waiting;

    public TakeSnapshot(DatasetContext context, DatasetLocks locks) {
        this.context = context;
        this.locks = locks;
        this.waiting = new HolderWait(context, locks);
    }

    /** Takes a snapshot of the head, and waits for a first writer. Whatever it throws, no pin is left. */
    public Snapshot read() throws IOException {
        Passage passage = locks.pass(context.key().toString());
        boolean kept = false;
        try (waiting) {
            Generation head = awaitHead(passage.holder());
            tellIfExpired(head);
            Snapshot snapshot = snapshot(head, passage.pin());
            kept = true;
            return snapshot;
        } finally {
            if (!kept) {
                passage.pin().close();
            }
        }
    }

    /** Takes a snapshot of what the dataset was before, and waits for nobody. Whatever it throws, no pin is left. */
    public Snapshot read(AsOf asOf) throws IOException {
        History history = new History(context);
        GenerationName name = history.find(asOf);
        Pin pin = locks.pin(context.key().toString(), name.toString());
        boolean kept = false;
        try {
            Snapshot snapshot =
                    snapshot(history.readable(asOf, name, context.log().head()), pin);
            kept = true;
            return snapshot;
        } finally {
            if (!kept) {
                pin.close();
            }
        }
    }

    private Generation awaitHead(Optional<Holder> seen) throws IOException {
        Optional<Holder> holder = seen;
        CommitLog.Look look = context.log().look();
        waiting.lastTook(look.record());
        Optional<Generation> head = look.record().head();
        while (true) {
            boolean mustWait = holder.isPresent()
                    && (head.isEmpty() || context.options().waitDuringRerun())
                    && !ThreadComputations.byThisThread(context);
            if (!mustWait && head.isPresent()) {
                Generation present = head.get();
                holder.ifPresent(rerun -> LOG.warn(
                        "Dataset {} is being computed anew by {}; reading its present generation {}",
                        context.key(),
                        rerun,
                        present.name()));
                return present;
            }
            if (!mustWait && !(holder.isEmpty() && waiting.awaitsService())) {
                throw nothingThere(holder, look);
            }
            if (holder.isPresent()) {
                waiting.await(holder.get());
            }
            head = context.awaitedLook().record().head();
            if (head.isPresent() && !context.options().waitDuringRerun()) {
                return head.get();
            }
            // Whoever released it by now may have published just before: the look at the head that counts comes after.
            holder = presentHolder(head);
            look = context.awaitedLook();
            head = look.record().head();
        }
    }

    /** It is the next write's affair to compute it again; a reader is not to wait for what nobody may do. */
    private void tellIfExpired(Generation head) {
        if (context.isExpired(head) && context.root().readsExpiredFirst(head.name())) {
            LOG.warn(
                    "Dataset {} has expired: {} published it, and its ttl is over. Reading it all the same ({}); the next write"
                            + " that would reuse it computes it again",
                    context.key(),
                    head.origin(),
                    head.name());
        }
    }

    /** Where the lock service has gone away meanwhile, what is committed will do; that there is nothing cannot be told. */
    private Optional<Holder> presentHolder(Optional<Generation> head) throws IOException {
        try {
            return head.isPresent() ? locks.holder(context.key().toString()) : waiting.successor();
        } catch (LockServiceUnavailableException away) {
            if (context.head().isPresent() || waiting.awaitsService()) {
                return Optional.empty();
            }
            throw away;
        }
    }

    private DatasetException nothingThere(Optional<Holder> holder, CommitLog.Look look) throws IOException {
        if (holder.isPresent()) {
            return new SelfReadException(context.key());
        }
        Optional<Failure> meanwhile = waiting.failureMeanwhile();
        return context.notRead(", and nobody is computing it."
                + (meanwhile.isPresent()
                        ? sentence(" Its computation by " + meanwhile.get().application() + " failed: "
                                + meanwhile.get().cause())
                        : failureOnRecord(look)));
    }

    private String failureOnRecord(CommitLog.Look look) throws IOException {
        return FailedComputation.since(look, context.storage(), context.layout())
                .map(failed -> sentence(" Its last computation, by " + failed.by() + ", failed at "
                        + failed.at().truncatedTo(ChronoUnit.SECONDS) + ": " + failed.cause()))
                .orElse("");
    }

    /** With a full stop, which a cause may bring or not: another sentence follows. */
    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private Snapshot snapshot(Generation chosen, Pin pin) throws IOException {
        context.requireSameParameters(chosen);
        pin.resolve(chosen.name().toString());
        try {
            Duration waited = waiting.waited();
            Manifest manifest = waited.isZero() ? context.manifest(chosen) : context.awaitedManifest(chosen);
            pin.awaitResolved();
            Snapshot snapshot = new Snapshot(context, chosen, manifest, waited, pin);
            if (context.options().verifyLengths()) {
                snapshot.requireWhole();
            }
            Outcomes.read(context.key(), chosen, waited);
            return snapshot;
        } catch (FileNotFoundException lost) {
            throw new IOException(
                    "The files of dataset " + context.key() + ", generation " + chosen.name() + ", are gone: "
                            + context.layout().generation(chosen.name())
                            + " was deleted by something other than Turnstile. Compute it again (rerun=allow).",
                    lost);
        }
    }
}
