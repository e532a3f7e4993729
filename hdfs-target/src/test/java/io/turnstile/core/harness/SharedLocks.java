package io.turnstile.core.harness;

import io.turnstile.core.testing.RedisServer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where applications that share a root keep its locks: faults have the same outcome with each. {@code -Dfaults.locks} takes one. */
public enum SharedLocks {
    REDIS,
    ROOT;

    /** Those that are to be tried. */
    public static Stream<SharedLocks> wanted() {
        String only = System.getProperty("faults.locks", "");
        return Stream.of(values())
                .filter(locks -> only.isBlank() || locks.name().equalsIgnoreCase(only));
    }

    /** Options with those that name it. */
    public Map<String, String> with(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("redis", RedisServer.shared().address());
        all.put("locks", name().toLowerCase(Locale.ROOT));
        return all;
    }
}
