package io.turnstile.core.lock.redis;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.HeldLock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What applications send to Redis, as bytes: to simulate thousands of them on a few connections. */
public final class RawScripts {
    private final RedisKeys keys;
    private final String lease;

    public RawScripts(String rootId, long leaseMillis) {
        keys = new RedisKeys(rootId);
        lease = Long.toString(leaseMillis);
    }

    /** Makes the scripts known; each is answered by its name. */
    public static List<byte[]> load() {
        return List.of(
                command(List.of("SCRIPT", "LOAD", LockScript.ACQUIRE.text)),
                command(List.of("SCRIPT", "LOAD", LockScript.PASS.text)),
                command(List.of("SCRIPT", "LOAD", LockScript.RELEASE.text)));
    }

    /** As {@link RedisLocks#tryAcquire}: answered by {@code taken} or by {@code other} and who that is. */
    public byte[] acquire(String dataset, String owner, Application application) {
        List<String> arguments = new ArrayList<>(List.of(owner, lease, ""));
        arguments.addAll(ShortNames.of(application));
        arguments.add(dataset);
        return script(LockScript.ACQUIRE, List.of(keys.lock(dataset), keys.dropped(dataset), keys.held()), arguments);
    }

    /** As {@link RedisLocks#pass}, the first time: answered by the time and, if there is one, the holder. */
    public byte[] pass(String dataset, String client, Application application) {
        List<String> arguments = new ArrayList<>(List.of(lease));
        arguments.addAll(PinMember.pieces(client, application));
        arguments.add("p" + client + ".1");
        return script(LockScript.PASS, List.of(keys.lock(dataset), keys.pins(dataset)), arguments);
    }

    /** As {@link HeldLock#close}. */
    public byte[] release(String dataset, String owner) {
        return script(
                LockScript.RELEASE,
                List.of(keys.lock(dataset), keys.held(), keys.waiting(dataset)),
                List.of(owner, keys.released(dataset), dataset));
    }

    private static byte[] script(LockScript script, List<String> keys, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("EVALSHA", sha(script), Integer.toString(keys.size())));
        words.addAll(keys);
        words.addAll(arguments);
        return command(words);
    }

    /** The name by which Redis knows a script once it has seen it. */
    private static String sha(LockScript script) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(script.text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] command(List<String> words) {
        StringBuilder command = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            int bytes = word.getBytes(StandardCharsets.UTF_8).length;
            command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
        }
        return command.toString().getBytes(StandardCharsets.UTF_8);
    }
}
