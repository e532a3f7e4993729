package io.turnstile.core.lock.redis;

/**
 * The key schema of one root in Redis: the names of its keys. Those of a dataset share one hash tag, so that one script
 * may touch them all wherever Redis keeps them.
 */
record RedisKeys(String rootId) {
    RedisKeys {
        requirePlain(rootId, "root id");
    }

    /** A hash: who owns the held lock. Gone when nobody does. */
    String lock(String dataset) {
        return of(dataset, "lock");
    }

    /** A hash: the last computation that failed. */
    String failure(String dataset) {
        return of(dataset, "failure");
    }

    /** A set: owners whose lock was dropped by force, and who may not take it back. */
    String dropped(String dataset) {
        return of(dataset, "dropped");
    }

    /** A sorted set: pins and who they belong to, by the time at which they run out. */
    String pins(String dataset) {
        return of(dataset, "pins");
    }

    /** A sorted set: who waits for the held lock, by the time at which that runs out unless it is renewed. */
    String waiting(String dataset) {
        return of(dataset, "waiting");
    }

    /** The channel on which a release is announced. */
    String released(String dataset) {
        return of(dataset, "released");
    }

    /** A sorted set: the datasets whose lock is held, by the time at which it runs out. */
    String held() {
        return "turnstile:{" + rootId + "}:held";
    }

    /** A hash: how often the datasets were used, by whom and when, since somebody has taken that last. */
    String use() {
        return "turnstile:{" + rootId + "}:use";
    }

    /** A hash: the same, taken by somebody who is writing it down. */
    String taken() {
        return "turnstile:{" + rootId + "}:use-taken";
    }

    /** A random name for the present contents of Redis. */
    String epoch() {
        return "turnstile:{" + rootId + "}:epoch";
    }

    /** The name that the root has given to this Redis. */
    String identity() {
        return "turnstile:{" + rootId + "}:identity";
    }

    private String of(String dataset, String what) {
        requirePlain(dataset, "dataset");
        return "turnstile:{" + rootId + ":" + dataset + "}:" + what;
    }

    private static void requirePlain(String name, String what) {
        if (name.isEmpty() || name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "Cannot use the " + what + " \"" + name + "\": it is empty or has braces");
        }
    }
}
