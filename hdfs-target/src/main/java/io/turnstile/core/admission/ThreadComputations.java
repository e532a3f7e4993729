package io.turnstile.core.admission;

import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.lock.HeldLock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;

/**
 * A thread-local registry of the datasets that the current thread is computing, so that it never waits for itself, nor
 * for whoever waits for it.
 */
public final class ThreadComputations {
    private static final ThreadLocal<Map<String, Computation>> MINE = ThreadLocal.withInitial(ConcurrentHashMap::new);

    private record Computation(Path root, HeldLock lock) {}

    private ThreadComputations() {}

    /** Returns what ends it, which any thread may do. */
    public static Runnable begin(DatasetContext context, HeldLock lock) {
        Map<String, Computation> mine = MINE.get();
        String name = name(context);
        mine.put(name, new Computation(context.root().path(), lock));
        return () -> mine.remove(name);
    }

    /** Whether the current thread is computing the dataset. */
    public static boolean byThisThread(DatasetContext context) {
        return MINE.get().containsKey(name(context));
    }

    /** The locks of what the current thread is computing in a root. */
    static List<HeldLock> locksOfThisThread(Path root) {
        return MINE.get().values().stream()
                .filter(computation -> computation.root().equals(root))
                .map(Computation::lock)
                .toList();
    }

    private static String name(DatasetContext context) {
        return context.layout().log().toString();
    }
}
