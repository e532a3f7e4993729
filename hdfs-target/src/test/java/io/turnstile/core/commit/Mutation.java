package io.turnstile.core.commit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages a JSON file in one to four ways: as broken disks do, and as somebody does who knows the format. */
final class Mutation {
    /** Put in place of a value, or anywhere. */
    private static final List<byte[]> WORDS = List.of(
                    "",
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1e400",
                    "1.5",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "9".repeat(5_000),
                    "\"\"",
                    "\"..\"",
                    "\"../../etc/passwd\"",
                    "\"/etc/passwd\"",
                    "\"file:/etc\"",
                    "\"file:///etc\"",
                    "\"hdfs://other/x\"",
                    "\"a:b\"",
                    "\"dt=1/../../..\"",
                    "\"\\u0000\"",
                    "\"\\u002e\\u002e\"",
                    "\"\\ud800\"",
                    "\"\\n\\u001b[31m\"",
                    "\"g-99999999-00000000\"",
                    "\"g-999999999999999999-ffffffff\"",
                    "\"g-9999999999999999999-ffffffff\"",
                    "\"g-00000001-FFFFFFFF\"",
                    "\"+999999999-12-31T23:59:59.999999999Z\"",
                    "\"-999999999-01-01T00:00:00Z\"",
                    "\"1970-01-01T00:00:00\"",
                    "[]",
                    "{}",
                    "[".repeat(1_000),
                    "{\"a\":".repeat(1_000),
                    "[[[[]]]]",
                    "{\"format\":1}",
                    ",",
                    ":",
                    "}",
                    "]",
                    "\"",
                    "\\",
                    "/*",
                    "//",
                    "NaN",
                    "\"" + "x".repeat(10_000) + "\"",
                    "\uFEFF",
                    "\0",
                    "\0\0\0 ")
            .stream()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList();

    private Mutation() {}

    static byte[] of(byte[] whole, Random random) {
        byte[] damaged = whole;
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private static byte[] once(byte[] in, Random random) {
        if (in.length == 0) {
            return word(random);
        }
        int at = random.nextInt(in.length);
        int to = Math.min(in.length, at + 1 + random.nextInt(40));
        return switch (random.nextInt(10)) {
            case 0 -> Arrays.copyOf(in, at);
            case 1 -> withByte(in, at, (byte) (in[at] ^ (1 << random.nextInt(8))));
            case 2 -> withByte(in, at, (byte) random.nextInt(256));
            case 3 -> spliced(in, at, to, new byte[0]);
            case 4 -> spliced(in, at, at, Arrays.copyOfRange(in, at, to));
            case 5 -> spliced(in, at, at, word(random));
            case 6 -> zeroed(in, at, to);
            // Twice as likely as the others: still JSON, but not what was meant.
            default -> withValue(in, at, random);
        };
    }

    private static byte[] word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static byte[] withByte(byte[] in, int at, byte value) {
        byte[] out = in.clone();
        out[at] = value;
        return out;
    }

    private static byte[] zeroed(byte[] in, int from, int to) {
        byte[] out = in.clone();
        Arrays.fill(out, from, to, (byte) 0);
        return out;
    }

    /** Another value for the field that comes next, or the next value of a list. */
    private static byte[] withValue(byte[] in, int at, Random random) {
        int from = at;
        while (from < in.length && in[from] != ':' && in[from] != '[' && in[from] != ',') {
            from++;
        }
        from = Math.min(in.length, from + 1);
        int to = from;
        boolean quoted = false;
        while (to < in.length && (quoted || (in[to] != ',' && in[to] != '}' && in[to] != ']'))) {
            quoted ^= in[to] == '"';
            to++;
        }
        return spliced(in, from, to, word(random));
    }

    private static byte[] spliced(byte[] in, int from, int to, byte[] piece) {
        byte[] out = new byte[in.length - (to - from) + piece.length];
        System.arraycopy(in, 0, out, 0, from);
        System.arraycopy(piece, 0, out, from, piece.length);
        System.arraycopy(in, to, out, from + piece.length, in.length - to);
        return out;
    }
}
