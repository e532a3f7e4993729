package io.turnstile.target;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which datasets the current thread is computing, so that it never waits for itself. */
final class Computing {
    private static final ThreadLocal<Set<String>> MINE = ThreadLocal.withInitial(ConcurrentHashMap::newKeySet);

    private Computing() {}

    /** Returns what ends it, which any thread may do. */
    static Runnable begin(DatasetTarget target) {
        Set<String> mine = MINE.get();
        String name = name(target);
        mine.add(name);
        return () -> mine.remove(name);
    }

    static boolean byThisThread(DatasetTarget target) {
        return MINE.get().contains(name(target));
    }

    private static String name(DatasetTarget target) {
        return target.layout().log().toString();
    }
}
