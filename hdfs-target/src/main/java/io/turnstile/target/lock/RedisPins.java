package io.turnstile.target.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pins of one {@link RedisLocks} that have not been closed, and their renewal: one command for each dataset. */
final class RedisPins {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPins.class);

    private static final int FEW = 1000;

    private final Session session;
    private final Map<String, Set<RedisPin>> byDataset = new ConcurrentHashMap<>();

    /** When our application's members were last sent to a dataset, by {@link System#nanoTime}. */
    private final Map<String, Long> introduced = new ConcurrentHashMap<>();

    /** As sweeping costs as much as there is, it waits until there is twice as much as it left. */
    private volatile int sweepAbove = FEW;

    private boolean refused;

    RedisPins(Session session) {
        this.session = session;
    }

    void add(RedisPin pin) {
        byDataset.compute(pin.dataset(), (dataset, pins) -> {
            Set<RedisPin> all = pins == null ? ConcurrentHashMap.newKeySet() : pins;
            all.add(pin);
            return all;
        });
    }

    boolean knows(RedisPin pin) {
        Set<RedisPin> pins = byDataset.get(pin.dataset());
        return pins != null && pins.contains(pin);
    }

    /** The application's members, or none if they are at the dataset and will be for as long as a new pin. */
    List<String> introduction(String dataset) {
        Long sent = introduced.get(dataset);
        boolean known = sent != null && System.nanoTime() - sent < session.lease.toNanos() / 3;
        return known ? List.of() : session.pieces;
    }

    /** They have been sent. */
    void introduced(String dataset) {
        long now = System.nanoTime();
        introduced.put(dataset, now);
        if (introduced.size() > sweepAbove) {
            introduced.values().removeIf(sent -> now - sent > session.lease.toNanos() / 3);
            sweepAbove = Math.max(FEW, 2 * introduced.size());
        }
    }

    /** Redis may have lost them. */
    void introduceAgain() {
        introduced.clear();
    }

    /** Whether it was known until now. */
    boolean forget(RedisPin pin) {
        boolean[] known = new boolean[1];
        byDataset.computeIfPresent(pin.dataset(), (dataset, pins) -> {
            known[0] = pins.remove(pin);
            return pins.isEmpty() ? null : pins;
        });
        return known[0];
    }

    boolean isEmpty() {
        return byDataset.isEmpty();
    }

    /** Renews every pin, and registers those that Redis does not know. */
    void renew() {
        for (String dataset : byDataset.keySet()) {
            session.renewing.writeLock().lock();
            try {
                Collection<RedisPin> pins = List.copyOf(byDataset.getOrDefault(dataset, Set.of()));
                if (!pins.isEmpty()) {
                    long now = send("renew the pins on " + dataset, dataset, "", pins);
                    pins.forEach(pin -> pin.registered(now));
                }
                refused = false;
            } catch (LockServiceUnavailableException e) {
                // They are renewed, or registered again, as soon as Redis is back.
            } catch (LockServiceDeniedException e) {
                if (!refused) {
                    LOG.warn(e.getMessage());
                }
                refused = true;
            } finally {
                session.renewing.writeLock().unlock();
            }
        }
    }

    /**
     * Registers pins on one dataset.
     *
     * @param outdated a member to take out in the same step, or empty
     * @return the time at Redis
     */
    long send(String what, String dataset, String outdated, Collection<RedisPin> pins) {
        List<String> arguments = new ArrayList<>();
        arguments.add(session.leaseMillis());
        arguments.add(outdated);
        arguments.add(Integer.toString(session.pieces.size()));
        arguments.addAll(session.pieces);
        pins.forEach(pin -> arguments.addAll(pin.arguments()));
        List<Object> answer = session.redis.call(what, Script.PIN, key(dataset), arguments.toArray());
        introduced(dataset);
        return Answer.number(answer, 0);
    }

    /** Gives back pins that have been forgotten. Does not fail. */
    void giveBack(String dataset, Collection<RedisPin> pins) {
        giveBack(dataset, members(pins));
    }

    private void giveBack(String dataset, List<String> members) {
        if (members.isEmpty()) {
            return;
        }
        try {
            session.redis.call("give back pins on " + dataset, Script.UNPIN, key(dataset), members.toArray());
        } catch (LockServiceUnavailableException e) {
            session.unanswered.increment();
        } catch (LockServiceDeniedException e) {
            LOG.warn("{} They run out within {} s.", e.getMessage(), session.lease.toSeconds());
        }
    }

    /** Gives all back. */
    void giveBackAll() {
        session.renewing.writeLock().lock();
        try {
            for (String dataset : List.copyOf(byDataset.keySet())) {
                Set<RedisPin> pins = byDataset.remove(dataset);
                if (pins != null) {
                    List<String> all = new ArrayList<>(members(pins));
                    all.addAll(session.pieces);
                    giveBack(dataset, all);
                }
            }
        } finally {
            session.renewing.writeLock().unlock();
        }
    }

    /** Gives all back without waiting for an answer. */
    CompletionStage<?> sendGiveBack() {
        return CompletableFuture.allOf(byDataset.entrySet().stream()
                .map(entry -> session.redis
                        .send(
                                Script.UNPIN,
                                key(entry.getKey()),
                                members(entry.getValue()).toArray())
                        .toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private static List<String> members(Collection<RedisPin> pins) {
        return pins.stream()
                .map(RedisPin::member)
                .filter(member -> !member.isEmpty())
                .toList();
    }

    private List<Object> key(String dataset) {
        return List.of(session.keys.pins(dataset));
    }
}
