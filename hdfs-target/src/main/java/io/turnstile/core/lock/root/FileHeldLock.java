package io.turnstile.core.lock.root;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.HeldLock;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.lock.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A held lock that is a claim in the root. */
final class FileHeldLock implements HeldLock {
    private static final Logger LOG = LoggerFactory.getLogger(FileHeldLock.class);

    private final LockFiles files;
    private final LockLedger ledger;
    private final OwnPresence own;
    private final Application application;
    private final String dataset;
    private final Runnable soon;
    private final Consumer<FileHeldLock> forget;
    private final Supplier<Presence.Held> description = this::describe;
    private final long begun = System.nanoTime();
    private volatile String claim = "";
    private long number;
    private State state = State.UNCOORDINATED;
    private long renewedAt;
    private volatile String awaited = "";
    private volatile Progress progress = Progress.NONE;

    /** @param soon has the presence written down before long, by another thread */
    FileHeldLock(
            LockFiles files,
            LockLedger ledger,
            OwnPresence own,
            Application application,
            String dataset,
            Runnable soon,
            Consumer<FileHeldLock> forget) {
        this.files = files;
        this.ledger = ledger;
        this.own = own;
        this.application = application;
        this.dataset = dataset;
        this.soon = soon;
        this.forget = forget;
    }

    private Presence.Held describe() {
        return new Presence.Held(dataset, claim, Duration.ofNanos(System.nanoTime() - begun), awaited, progress);
    }

    /**
     * Takes it if it is free, else tells who has it.
     *
     * @throws IOException if that cannot be told: it is uncoordinated then, and {@link #renew} tries again
     */
    synchronized Optional<Holder> take() throws IOException {
        LockLedger.Taken taken = ledger.take(dataset, own.instance, () -> {
            claim = UUID.randomUUID().toString();
            own.held.add(description);
            own.tell();
            return claim;
        });
        if (taken.other().isPresent()) {
            own.held.remove(description);
        } else {
            number = taken.number();
            state = State.HELD;
            renewedAt = System.nanoTime();
        }
        return taken.other();
    }

    /** Sees whether it is still there; takes it now if that could not be done before. */
    synchronized void renew() {
        try {
            if (state == State.HELD && !ledger.stands(dataset, number, claim)) {
                lose();
            } else if (state == State.HELD) {
                renewed(Duration.ofNanos(System.nanoTime() - renewedAt));
            } else if (state == State.UNCOORDINATED && take().isPresent()) {
                lose();
            }
        } catch (IOException later) {
            LOG.debug("Whether the lock of dataset {} is still held is not known", dataset, later);
        }
    }

    private void renewed(Duration silence) {
        if (silence.compareTo(own.leases.lock()) > 0) {
            LOG.warn(
                    "Has the held lock of {} still, and nobody has taken it: its lease had run out, as this application had not"
                            + " renewed it for {} s",
                    dataset,
                    silence.toSeconds());
        }
        renewedAt = System.nanoTime();
    }

    private void lose() {
        state = State.LOST;
        own.held.remove(description);
    }

    @Override
    public String dataset() {
        return dataset;
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public void close() {
        giveBack(() -> {});
    }

    @Override
    public void fail(String cause, int inARow) {
        giveBack(() -> files.writeFailure(
                dataset,
                own.instance,
                FailureWord.of(application, cause, inARow).write()));
    }

    @Override
    public void waitsFor(String other) {
        awaited = other;
        try {
            own.tell();
        } catch (IOException unseen) {
            LOG.debug("Others do not see for what the holder of dataset {} waits", dataset, unseen);
        }
    }

    @Override
    public void report(Progress soFar) {
        progress = soFar;
        soon.run();
    }

    private synchronized void giveBack(LockLedger.Word word) {
        if (state == State.RELEASED) {
            return;
        }
        forget.accept(this);
        try {
            if (state == State.HELD) {
                ledger.release(dataset, number, claim, word);
            }
        } catch (IOException away) {
            LOG.warn(
                    "The lock of dataset {} is not given back, and others wait until its lease has run out",
                    dataset,
                    away);
        } finally {
            state = State.RELEASED;
            // After the claim has gone, so that it counts until then; the next beat says so, and nobody waits for it.
            own.held.remove(description);
        }
    }
}
