package io.turnstile.core.option;

/** The kind of a lock service: where the locks of a root are kept. */
public enum LockKind {
    /** At Redis. */
    REDIS,
    /** In files of the root itself. */
    ROOT,
    /** In memory: they reach no further than one JVM. */
    PROCESS
}
