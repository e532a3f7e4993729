package io.turnstile.target;

import java.util.HashSet;
import java.util.Set;

/** Which datasets the current thread is computing, so that it never waits for itself. */
final class Computing {
    private static final ThreadLocal<Set<String>> MINE = ThreadLocal.withInitial(HashSet::new);

    private Computing() {}

    static void begin(DatasetTarget target) {
        MINE.get().add(name(target));
    }

    static void end(DatasetTarget target) {
        MINE.get().remove(name(target));
    }

    static boolean byThisThread(DatasetTarget target) {
        return MINE.get().contains(name(target));
    }

    private static String name(DatasetTarget target) {
        return target.layout().log().toString();
    }
}
