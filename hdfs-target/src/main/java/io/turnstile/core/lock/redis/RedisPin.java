package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.Pin;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pin (a reader's lease) at Redis. What is registered there is this pin's member, see {@link PinMember}. */
final class RedisPin implements Pin {
    /** The registry of open pins, which also sends them to Redis. */
    interface Registry {
        /** Whether the pin is open. */
        boolean knows(RedisPin pin);

        /** Registers the pin as it is now. */
        CompletionStage<List<Object>> register(RedisPin pin);

        /** Closes it here. @return whether it was open until now */
        boolean forget(RedisPin pin);

        /** Gives back a pin that has been forgotten. Does not fail. */
        void giveBack(RedisPin pin);
    }

    private final RedisSession session;
    private final Registry registry;
    private final String dataset;
    private final String id;

    /** Empty as long as the pin is unresolved. */
    private volatile String generation;

    /** Since when it is there, by Redis' time; empty as long as Redis has not told. */
    private volatile String since = "";

    /** The member that the present one replaces, until Redis has said that it has done so; or empty. */
    private volatile String outdated = "";

    /** The answer to what resolved it, as long as nobody has looked at it. */
    private @Nullable CompletionStage<List<Object>> resolution;

    RedisPin(RedisSession session, Registry registry, String dataset, String generation) {
        this.session = session;
        this.registry = registry;
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
        return List.of(id, since, generation, outdated);
    }

    /** Its members as far as Redis is known to have them. */
    Stream<String> members() {
        return Stream.of(outdated, member()).filter(member -> !member.isEmpty());
    }

    private String member() {
        return since.isEmpty() ? "" : PinMember.of(id, since, generation);
    }

    /** Redis has it as it is now. */
    void registered(long now) {
        if (since.isEmpty()) {
            since = Long.toString(now);
        }
        outdated = "";
    }

    /** Registers it for the first time. */
    void register() {
        registered(ScriptReply.number(session.commands.call(what(), () -> registry.register(this)), 0));
    }

    @Override
    public synchronized void resolve(String chosen) {
        awaitResolved();
        session.renewing.readLock().lock();
        try {
            if (!registry.knows(this)) {
                throw new IllegalStateException("Cannot resolve a pin on " + dataset + " that has been closed");
            }
            if (!chosen.equals(generation)) {
                outdated = member();
                generation = chosen;
                resolution = session.commands.begin(() -> registry.register(this));
            }
        } finally {
            session.renewing.readLock().unlock();
        }
    }

    @Override
    public synchronized void awaitResolved() {
        CompletionStage<List<Object>> first = resolution;
        if (first == null) {
            return;
        }
        resolution = null;
        try {
            registered(ScriptReply.number(session.commands.await(what(), first, () -> registry.register(this)), 0));
        } catch (LockServiceUnavailableException e) {
            // The next renewal registers the new member.
            session.unanswered.increment();
        }
    }

    /** Lets nothing arrive at Redis after what is sent next. Does not fail. */
    void settle() {
        try {
            awaitResolved();
        } catch (LockServiceDeniedException refused) {
            // So will be what is sent next, and says so.
        }
    }

    @Override
    public synchronized void close() {
        settle();
        session.renewing.readLock().lock();
        try {
            if (registry.forget(this)) {
                registry.giveBack(this);
            }
        } finally {
            session.renewing.readLock().unlock();
        }
    }

    private String what() {
        return "pin " + dataset + " at " + generation;
    }
}
