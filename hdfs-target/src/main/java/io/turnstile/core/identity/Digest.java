package io.turnstile.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** 128 bits of SHA-256, as 32 hexadecimal digits, over length-prefixed parts: no two lists of parts have the same bytes. */
public final class Digest {
    private static final int BYTES = 16;

    private final MessageDigest sha;

    private Digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /** The digest of some parts. */
    public static String of(String... parts) {
        return of(List.of(parts));
    }

    /** The digest of parts in their order. */
    public static String of(Collection<String> parts) {
        Digest digest = new Digest();
        parts.forEach(digest::add);
        return HexFormat.of().formatHex(digest.sha.digest(), 0, BYTES);
    }

    private void add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        sha.update(bytes);
    }
}
