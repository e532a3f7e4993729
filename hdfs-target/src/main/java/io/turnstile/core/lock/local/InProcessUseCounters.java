package io.turnstile.core.lock.local;

import io.turnstile.core.lock.GatheredUse;
import io.turnstile.core.lock.UseCount;
import io.turnstile.core.lock.UseCounters;
import io.turnstile.core.lock.UseTally;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The counters of use within this JVM: whoever closes the root writes them down. */
final class InProcessUseCounters implements UseCounters {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UseTally tally = new UseTally(MANY);
    private String id = "";
    private long since;
    private @Nullable GatheredUse taken;

    @Override
    public synchronized void add(UseCount use) {
        if (tally.isEmpty()) {
            id = System.currentTimeMillis() + "-" + HexFormat.of().toHexDigits(RANDOM.nextInt());
            since = System.nanoTime();
        }
        tally.add(use);
    }

    @Override
    public void flush() {}

    @Override
    public synchronized boolean isDue() {
        return !tally.isEmpty() && InProcessLockTable.since(since).compareTo(GATHERING) >= 0;
    }

    @Override
    public boolean outlivesApplication() {
        return false;
    }

    @Override
    public synchronized List<GatheredUse> gathered() {
        List<GatheredUse> gathered = new ArrayList<>();
        if (!tally.isEmpty()) {
            gathered.add(new GatheredUse(id, tally.present()));
        }
        if (taken != null) {
            gathered.add(taken);
        }
        return gathered;
    }

    @Override
    public synchronized Optional<GatheredUse> take() {
        if (taken == null && !tally.isEmpty()) {
            taken = new GatheredUse(id, tally.drain());
        }
        return Optional.ofNullable(taken);
    }

    @Override
    public synchronized void forget(String written) {
        if (taken != null && taken.id().equals(written)) {
            taken = null;
        }
    }
}
