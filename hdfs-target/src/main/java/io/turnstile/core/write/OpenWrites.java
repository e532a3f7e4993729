package io.turnstile.core.write;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Shutdown hook for open writes, those of this JVM that have begun and not ended. When the JVM is told to end, by
 * Ctrl-C or otherwise, they are given up: their files are deleted and their locks given back, rather than left to the
 * next collection and the lease.
 */
final class OpenWrites {
    /** After Spark has stopped its jobs (at 50), before Hadoop closes file systems. */
    private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 20;

    private static final Set<Runnable> OPEN = ConcurrentHashMap.newKeySet();

    static {
        ShutdownHookManager.get().addShutdownHook(OpenWrites::giveUpAll, PRIORITY);
    }

    private OpenWrites() {}

    static void add(Runnable giveUp) {
        OPEN.add(giveUp);
    }

    static void remove(Runnable giveUp) {
        OPEN.remove(giveUp);
    }

    private static void giveUpAll() {
        List.copyOf(OPEN).forEach(Runnable::run);
    }
}
