package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry of the open pins of one {@link RedisLocks}, and their renewal: one command for each dataset. */
final class RedisPins implements RedisPin.Registry {
    private static final Logger LOG = LoggerFactory.getLogger(RedisPins.class);

    private static final int FEW = 1000;

    private final RedisSession session;
    private final Map<String, Set<RedisPin>> byDataset = new ConcurrentHashMap<>();

    /** When our application's members were last sent to a dataset, by {@link System#nanoTime}. */
    private final Map<String, Long> introduced = new ConcurrentHashMap<>();

    /** As sweeping costs as much as there is, it waits until there is twice as much as it left. */
    private volatile int sweepAbove = FEW;

    private boolean refused;

    private final ScriptBatches<RedisPin> passing = new ScriptBatches<>(this::sendPass);
    private final ScriptBatches<RedisPin> registering = new ScriptBatches<>(this::sendRegistration);
    private final ScriptBatches<RedisPin> givingBack =
            new ScriptBatches<>((dataset, batch) -> sendGiveBack(dataset, members(batch)));

    RedisPins(RedisSession session) {
        this.session = session;
    }

    void add(RedisPin pin) {
        byDataset.compute(pin.dataset(), (dataset, pins) -> {
            Set<RedisPin> all = pins == null ? ConcurrentHashMap.newKeySet() : pins;
            all.add(pin);
            return all;
        });
    }

    @Override
    public boolean knows(RedisPin pin) {
        Set<RedisPin> pins = byDataset.get(pin.dataset());
        return pins != null && pins.contains(pin);
    }

    /** The application's members, or none if they are at the dataset and will be for as long as a new pin. */
    private List<String> introduction(String dataset) {
        Long sent = introduced.get(dataset);
        boolean known =
                sent != null && System.nanoTime() - sent < session.leases.pin().toNanos() / 3;
        return known ? List.of() : session.pieces;
    }

    /** They have been sent. */
    private void introduced(String dataset) {
        long now = System.nanoTime();
        introduced.put(dataset, now);
        if (introduced.size() > sweepAbove) {
            introduced
                    .values()
                    .removeIf(sent -> now - sent > session.leases.pin().toNanos() / 3);
            sweepAbove = Math.max(FEW, 2 * introduced.size());
        }
    }

    /** Redis may have lost them. */
    void introduceAgain() {
        introduced.clear();
    }

    @Override
    public boolean forget(RedisPin pin) {
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
                    long now = ScriptReply.number(
                            session.commands.call(
                                    "renew the pins on " + dataset, () -> sendRegistration(dataset, pins)),
                            0);
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

    /** Takes the momentary lock for a new pin, together with others. */
    CompletionStage<List<Object>> pass(RedisPin pin) {
        return passing.add(pin.dataset(), pin);
    }

    @Override
    public CompletionStage<List<Object>> register(RedisPin pin) {
        return registering.add(pin.dataset(), pin);
    }

    private CompletionStage<List<Object>> sendPass(String dataset, List<RedisPin> batch) {
        List<String> introduction = introduction(dataset);
        List<String> arguments = new ArrayList<>(1 + introduction.size() + batch.size());
        arguments.add(RedisSession.millis(session.leases.pin()));
        arguments.addAll(introduction);
        batch.forEach(pin -> arguments.add("p" + pin.id()));
        List<Object> keys = List.of(session.keys.lock(dataset), session.keys.pins(dataset));
        return introducing(
                dataset, introduction, session.commands.send(LockScript.PASS.text, keys, arguments.toArray()));
    }

    private CompletionStage<List<Object>> sendRegistration(String dataset, Collection<RedisPin> pins) {
        List<String> introduction = introduction(dataset);
        List<String> arguments = new ArrayList<>();
        arguments.add(RedisSession.millis(session.leases.pin()));
        arguments.add(Integer.toString(introduction.size()));
        arguments.addAll(introduction);
        pins.forEach(pin -> arguments.addAll(pin.arguments()));
        return introducing(
                dataset, introduction, session.commands.send(LockScript.PIN.text, key(dataset), arguments.toArray()));
    }

    private CompletionStage<List<Object>> introducing(
            String dataset, List<String> introduction, CompletionStage<List<Object>> sent) {
        return introduction.isEmpty()
                ? sent
                : sent.thenApply(answer -> {
                    introduced(dataset);
                    return answer;
                });
    }

    @Override
    public void giveBack(RedisPin pin) {
        if (members(List.of(pin)).isEmpty()) {
            return;
        }
        giveBack(pin.dataset(), () -> givingBack.add(pin.dataset(), pin));
    }

    private void giveBack(String dataset, Supplier<CompletionStage<List<Object>>> sending) {
        try {
            session.commands.call("give back pins on " + dataset, sending);
        } catch (LockServiceUnavailableException e) {
            session.unanswered.increment();
        } catch (LockServiceDeniedException e) {
            LOG.warn(
                    "{} They run out within {} s.",
                    e.getMessage(),
                    session.leases.pin().toSeconds());
        }
    }

    private CompletionStage<List<Object>> sendGiveBack(String dataset, List<String> members) {
        return members.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : session.commands.send(LockScript.UNPIN.text, key(dataset), members.toArray());
    }

    /** Gives all back. */
    void giveBackAll() {
        byDataset.values().forEach(pins -> pins.forEach(RedisPin::settle));
        session.renewing.writeLock().lock();
        try {
            for (String dataset : List.copyOf(byDataset.keySet())) {
                Set<RedisPin> pins = byDataset.remove(dataset);
                if (pins != null) {
                    List<String> all = new ArrayList<>(members(pins));
                    all.addAll(session.pieces);
                    giveBack(dataset, () -> sendGiveBack(dataset, all));
                }
            }
        } finally {
            session.renewing.writeLock().unlock();
        }
    }

    /** Gives all back without waiting for an answer. */
    CompletionStage<?> sendGiveBack() {
        return CompletableFuture.allOf(byDataset.entrySet().stream()
                .map(entry ->
                        sendGiveBack(entry.getKey(), members(entry.getValue())).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private static List<String> members(Collection<RedisPin> pins) {
        return pins.stream().flatMap(RedisPin::members).toList();
    }

    private List<Object> key(String dataset) {
        return List.of(session.keys.pins(dataset));
    }
}
