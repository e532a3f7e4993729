package io.turnstile.target.lock;

import java.util.ArrayList;
import java.util.List;

/** A pin at Redis. What is registered there is this pin's member, see {@link PinMember}. */
final class RedisPin implements Pin {
    private final Session session;
    private final RedisPins pins;
    private final String dataset;
    private final String id;

    /** Empty as long as the pin is unresolved. */
    private volatile String generation;

    /** Since when it is there, by Redis' time; empty as long as Redis has not told. */
    private volatile String since = "";

    RedisPin(Session session, RedisPins pins, String dataset, String generation) {
        this.session = session;
        this.pins = pins;
        this.dataset = dataset;
        this.id = session.newId();
        this.generation = generation;
    }

    String dataset() {
        return dataset;
    }

    String id() {
        return id;
    }

    /** What a script wants to know to register it. */
    List<String> arguments() {
        return List.of(id, since, generation);
    }

    /** Its member, or empty if Redis is not known to have one. */
    String member() {
        return since.isEmpty() ? "" : PinMember.of(id, since, generation);
    }

    void registered(long now) {
        if (since.isEmpty()) {
            since = Long.toString(now);
        }
    }

    /** Registers it for the first time. */
    void register() {
        registered(pins.send("pin " + dataset + " at " + generation, dataset, "", List.of(this)));
    }

    @Override
    public synchronized void resolve(String chosen) {
        session.renewing.readLock().lock();
        try {
            if (!pins.knows(this)) {
                throw new IllegalStateException("Cannot resolve a pin on " + dataset + " that has been closed");
            }
            if (chosen.equals(generation)) {
                return;
            }
            String before = member();
            generation = chosen;
            // If this is not answered, the next renewal registers the new member, and the old one runs out.
            registered(pins.send("pin " + dataset + " at " + chosen, dataset, before, List.of(this)));
        } catch (LockServiceUnavailableException e) {
            session.unanswered.increment();
        } finally {
            session.renewing.readLock().unlock();
        }
    }

    @Override
    public synchronized void close() {
        session.renewing.readLock().lock();
        try {
            if (pins.forget(this)) {
                pins.giveBack(dataset, new ArrayList<>(List.of(this)));
            }
        } finally {
            session.renewing.readLock().unlock();
        }
    }
}
