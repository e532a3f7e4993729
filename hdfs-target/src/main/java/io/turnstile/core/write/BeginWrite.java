package io.turnstile.core.write;

import io.turnstile.core.admission.HolderWait;
import io.turnstile.core.admission.RerunGate;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.ComputationFailedException;
import io.turnstile.core.exception.DatasetExistsException;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.listing.ForeignFiles;
import io.turnstile.core.lock.DatasetLocks;
import io.turnstile.core.lock.Failure;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.option.RerunPolicy;
import io.turnstile.core.progress.Outcomes;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Double-checked locking, by which one write begins: exists-check, held lock, exists-check under it. The first check
 * saves the lock; the one that counts is the last. A generation whose ttl is over, or to which the writer objects, does not
 * count as there for a write that would reuse it: who set the ttl, or asked to object, has allowed that rerun. The other way
 * round, a rerun on a condition that is not fulfilled takes what is there.
 */
public final class BeginWrite {
    private static final Logger LOG = LoggerFactory.getLogger(BeginWrite.class);

    private final DatasetContext context;
    private final WriteMode mode;
    private final ReuseCheck check;
    private final Map<GenerationName, Optional<String>> objections = new HashMap<>();
    private long firstSeen;

    public BeginWrite(DatasetContext context, WriteMode mode, ReuseCheck check) {
        this.context = context;
        this.mode = mode;
        this.check = check;
    }

    /** Waits for whoever is computing, and takes the lock, or finds what is there. Whatever it throws, no lock is held. */
    public WriteStart begin() throws IOException {
        CommitRecord present = context.log().head();
        firstSeen = present.version();
        // Only once: what is published later is young enough, whatever the clocks say.
        present.head()
                .filter(context::isExpired)
                .ifPresent(head -> objections.put(head.name(), Optional.of("which has expired")));
        Optional<Generation> reusable = reusable(present);
        if (reusable.isPresent()) {
            return reuse(reusable.get(), Duration.ZERO);
        }
        DatasetLocks locks = context.rootLocks().forWriting();
        try (HolderWait waiting = new HolderWait(context, locks)) {
            waiting.lastTook(present);
            while (true) {
                Optional<HeldLock> lock = waiting.acquireOrWait();
                if (lock.isPresent()) {
                    return underLock(lock.get(), locks, waiting);
                }
                // All who waited look here first, rather than queue for the lock one after another to find the same.
                reusable = reusable(context.awaitedLook().record());
                if (reusable.isPresent()) {
                    return reuse(reusable.get(), waiting.waited());
                }
                failuresInARow(waiting);
            }
        }
    }

    private WriteStart reuse(Generation head, Duration waited) {
        Outcomes.reused(context.key(), head, waited);
        context.root().use().reused(context.key(), head);
        return new WriteStart.Reuse(head, waited);
    }

    private WriteStart underLock(HeldLock lock, DatasetLocks locks, HolderWait waiting) throws IOException {
        boolean kept = false;
        try {
            CommitRecord base = context.log().head();
            Optional<Generation> reusable = reusable(base);
            if (reusable.isPresent()) {
                return reuse(reusable.get(), waiting.waited());
            }
            int failures = failuresInARow(waiting);
            if (mode == WriteMode.REUSE && !waiting.waited().isZero()) {
                Outcomes.takenOver(
                        context.key(),
                        waiting.waited(),
                        failures > 0 ? "the computation failed" : "whoever was computing it has gone");
            }
            if (base.head().isPresent()) {
                new RerunGate(context)
                        .warnOfHazards(
                                mode == WriteMode.REUSE ? "Computing again" : "Replacing",
                                base.head().get(),
                                objections
                                        .getOrDefault(base.head().get().name(), Optional.empty())
                                        .orElse(""));
            } else {
                warnOfForeignFiles();
            }
            GenerationWrite write =
                    new GenerationWrite(context, base, new Admission(lock, locks, failures, waiting.waited()), mode);
            kept = true;
            return new WriteStart.Compute(write, waiting.waited());
        } finally {
            if (!kept) {
                lock.close();
            }
        }
    }

    /** Whoever overwrote the dataset will hardly expect that it is computed again beside what they wrote. */
    private void warnOfForeignFiles() {
        try {
            ForeignFiles foreign = ForeignFiles.beside(context.layout(), context.storage());
            if (!foreign.isEmpty()) {
                LOG.warn("Computing dataset {}, which is not there. {}", context.key(), foreign);
            }
        } catch (IOException unknown) {
            LOG.debug("Whether there are files of others beside dataset {} cannot be told", context.key(), unknown);
        }
    }

    /** What makes computing needless; whatever forbids it is thrown. */
    private Optional<Generation> reusable(CommitRecord record) throws IOException {
        Optional<Generation> head = record.head();
        if (head.isPresent()) {
            context.requireSameParameters(head.get());
            switch (mode) {
                case REUSE -> {
                    return objection(head.get()).isPresent() ? Optional.empty() : head;
                }
                case FAIL -> throw new DatasetExistsException(context.key(), head.get());
                case REPLACE -> {
                    new RerunGate(context).requireReplace(head.get());
                    return isSpared(head.get()) ? head : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a rerun leaves it as it is. */
    private boolean isSpared(Generation head) throws IOException {
        RerunPolicy policy = context.options().rerun();
        return switch (policy.kind()) {
            case DENY, ALLOW -> false;
            case IF_OLDER ->
                !DatasetContext.isOlder(head, policy.age()) && objection(head).isEmpty();
            case IF_CHANGED -> check != ReuseCheck.NONE && objection(head).isEmpty();
        };
    }

    private Optional<String> objection(Generation head) throws IOException {
        Optional<String> known = objections.get(head.name());
        if (known == null) {
            known = check.objection(
                    head, head.version() > firstSeen ? ReuseCheck.Seen.AFTER_WAITING : ReuseCheck.Seen.AT_FIRST);
            objections.put(head.name(), known);
        }
        return known;
    }

    /** How often what the caller waited for has failed: once, and it takes over; twice, and it shares the failure. */
    private int failuresInARow(HolderWait waiting) {
        Optional<Failure> failure = mode == WriteMode.REPLACE ? Optional.empty() : waiting.failureMeanwhile();
        if (failure.isPresent() && failure.get().inARow() > 1) {
            throw new ComputationFailedException(context.key(), failure.get());
        }
        return failure.map(Failure::inARow).orElse(0);
    }
}
