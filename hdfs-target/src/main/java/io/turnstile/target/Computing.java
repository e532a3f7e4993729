package io.turnstile.target;

import io.turnstile.target.lock.HeldLock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which datasets the current thread is computing, so that it never waits for itself, nor for whoever waits for it. */
final class Computing {
    private static final ThreadLocal<Map<String, Computation>> MINE = ThreadLocal.withInitial(ConcurrentHashMap::new);

    private record Computation(DatasetRoot root, HeldLock lock) {}

    private Computing() {}

    /** Returns what ends it, which any thread may do. */
    static Runnable begin(DatasetTarget target, HeldLock lock) {
        Map<String, Computation> mine = MINE.get();
        String name = name(target);
        mine.put(name, new Computation(target.root(), lock));
        return () -> mine.remove(name);
    }

    static boolean byThisThread(DatasetTarget target) {
        return MINE.get().containsKey(name(target));
    }

    /** The locks of what the current thread is computing in a root. */
    static List<HeldLock> locksOfThisThread(DatasetRoot root) {
        return MINE.get().values().stream()
                .filter(computation -> computation.root().path().equals(root.path()))
                .map(Computation::lock)
                .toList();
    }

    private static String name(DatasetTarget target) {
        return target.layout().log().toString();
    }
}
