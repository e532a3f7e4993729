package io.turnstile.core;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The writes of this JVM that have begun and not ended. When the JVM is told to end, by Ctrl-C or otherwise, they are
 * given up: their files are deleted and their locks given back, rather than left to the next collection and the lease.
 */
final class OpenWrites {
    /** After Spark has stopped its jobs (at 50), before Hadoop closes file systems. */
    private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 20;

    private static final Set<GenerationWrite> OPEN = ConcurrentHashMap.newKeySet();

    static {
        ShutdownHookManager.get().addShutdownHook(OpenWrites::giveUpAll, PRIORITY);
    }

    private OpenWrites() {}

    static void add(GenerationWrite write) {
        OPEN.add(write);
    }

    static void remove(GenerationWrite write) {
        OPEN.remove(write);
    }

    private static void giveUpAll() {
        List.copyOf(OPEN).forEach(GenerationWrite::close);
    }
}
