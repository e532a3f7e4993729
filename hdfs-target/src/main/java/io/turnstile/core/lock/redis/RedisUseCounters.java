package io.turnstile.core.lock.redis;

import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.lock.LockServiceDeniedException;
import io.turnstile.core.lock.LockServiceUnavailableException;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.lock.UseCounters;
import io.turnstile.core.lock.UseTally;
import io.turnstile.core.lock.renewal.LeaseRenewal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of use at Redis: one hash for each root, to which every application adds what it has counted in memory, in one
 * command every few seconds, and none while it has counted nothing.
 */
final class RedisUseCounters implements UseCounters {
    private static final Logger LOG = LoggerFactory.getLogger(RedisUseCounters.class);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** Of a root that nobody uses any more nothing is left; of one that nobody may write to, not for ever. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** As many as one command can bring without keeping others waiting. */
    private static final int MOST = 5_000;

    /** Fields of the hash; a dataset that one user uses has up to four. */
    private static final int MOST_FIELDS = 400_000;

    private final RedisSession session;
    private final UseTally tally = new UseTally(MOST);
    private final LeaseRenewal flushing;

    /** What is on its way. It keeps its number until Redis has answered, so that it counts once if it is sent again. */
    private volatile List<UseCount> sent = List.of();

    private long number;
    private volatile boolean due;
    private boolean refused;

    RedisUseCounters(RedisSession session) {
        this.session = session;
        this.flushing = new LeaseRenewal(session.redis.scheduler(), INTERVAL, this::hasNothing, this::tryToFlush);
    }

    @Override
    public void add(UseCount use) {
        tally.add(use);
        flushing.wake();
    }

    /** Not under the lock, which a flush may have for seconds. */
    private boolean hasNothing() {
        return sent.isEmpty() && tally.isEmpty();
    }

    private void tryToFlush() {
        try {
            flush();
        } catch (LockServiceUnavailableException later) {
            LOG.debug("Uses are counted later", later);
        } catch (LockServiceDeniedException denied) {
            if (!refused) {
                refused = true;
                LOG.warn("Uses of datasets are not counted: {}", denied.getMessage());
            }
            drop();
        }
    }

    private synchronized void drop() {
        sent = List.of();
        tally.drain();
    }

    @Override
    public synchronized void flush() {
        if (!prepare()) {
            return;
        }
        List<Object> answer =
                session.commands.call("count uses of datasets", UseScript.COUNT.text, keys(), arguments());
        sent = List.of();
        due = ScriptReply.number(answer, 0) >= GATHERING.toMillis() || ScriptReply.number(answer, 1) >= 4L * MANY;
    }

    /** As the JVM ends: what is on its way, or else what is left. */
    synchronized CompletionStage<?> sendRest() {
        return prepare()
                ? session.commands.begin(() -> session.commands.send(UseScript.COUNT.text, keys(), arguments()))
                : CompletableFuture.completedFuture(null);
    }

    private boolean prepare() {
        if (sent.isEmpty()) {
            sent = tally.drain();
            number++;
        }
        return !sent.isEmpty();
    }

    private List<Object> keys() {
        return List.of(session.keys.use());
    }

    private Object[] arguments() {
        List<Object> arguments = new ArrayList<>(List.of(
                RedisSession.newHex(),
                session.client(),
                Long.toString(number),
                RedisSession.millis(KEPT),
                Integer.toString(MOST_FIELDS)));
        for (UseCount use : sent) {
            arguments.add(use.dataset() + "|" + use.user());
            arguments.add(Long.toString(use.reads()));
            arguments.add(Long.toString(use.reuses()));
            arguments.add(RedisSession.millis(use.saved()));
        }
        return arguments.toArray();
    }

    @Override
    public boolean isDue() {
        return due;
    }

    @Override
    public boolean outlivesApplication() {
        return true;
    }

    @Override
    public List<GatheredUse> gathered() {
        flush();
        List<Object> answer = session.commands.call(
                "ask how datasets were used", UseScript.SHOW.text, List.of(session.keys.use(), session.keys.taken()));
        List<GatheredUse> gathered = new ArrayList<>();
        int second = 2 + Math.toIntExact(ScriptReply.number(answer, 1));
        parse(answer.subList(2, second)).ifPresent(gathered::add);
        parse(answer.subList(second, answer.size())).ifPresent(gathered::add);
        if (ScriptReply.number(answer, 0) >= GATHERING.toMillis()) {
            due = true;
        }
        return gathered;
    }

    @Override
    public Optional<GatheredUse> take() {
        due = false;
        return parse(session.commands.call(
                "take the counts of uses", UseScript.TAKE.text, List.of(session.keys.use(), session.keys.taken())));
    }

    @Override
    public void forget(String id) {
        session.commands.call(
                "forget counts of uses that are written down",
                UseScript.FORGET.text,
                List.of(session.keys.taken()),
                id);
    }

    /** From the fields of the hash and their values, in turn. */
    private static Optional<GatheredUse> parse(List<Object> hash) {
        String id = "";
        Map<String, UseCount> counts = new TreeMap<>();
        for (int i = 0; i + 1 < hash.size(); i += 2) {
            String field = ScriptReply.text(hash, i);
            int bar = field.indexOf('|');
            if (field.equals("id")) {
                id = ScriptReply.text(hash, i + 1);
            } else if (bar > 2) {
                UseCount part = part(field, bar, ScriptReply.number(hash, i + 1));
                counts.merge(field.substring(2), part, UseCount::plus);
            }
        }
        return id.isEmpty() ? Optional.empty() : Optional.of(new GatheredUse(id, List.copyOf(counts.values())));
    }

    private static UseCount part(String field, int bar, long value) {
        char kind = field.charAt(0);
        return new UseCount(
                field.substring(2, bar),
                field.substring(bar + 1),
                kind == 'r' ? value : 0,
                kind == 'u' ? value : 0,
                Duration.ofMillis(kind == 's' ? value : 0),
                Instant.ofEpochMilli(kind == 'l' ? value : 0));
    }

    /** Tells Redis of the rest, as long as it answers. */
    void close() {
        flushing.stop();
        tryToFlush();
    }
}
