package io.turnstile.target.lock;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis keeps the locks, as {@code redis://[user[:password]@]host[:port][/database]}, or {@code rediss://} for TLS.
 * Port 6379 and database 0 if not given; {@code :password@} for a password without a user, {@code user@} for one whose
 * password is given elsewhere. Characters that would be misread in a user or a password are percent-encoded.
 *
 * @param tls whether the connection is encrypted, and the server's certificate checked
 * @param host a name or an address; IPv6 without its brackets
 * @param port 1 to 65535
 * @param database the number of the logical database
 * @param user the ACL user, or null for the default one
 * @param password the password, or null for none; appears in no message
 */
public record RedisSettings(
        boolean tls,
        String host,
        int port,
        int database,
        @Nullable String user,
        @Nullable String password) {
    private static final String EXAMPLE = "Write, for example, redis://redis.example.org:6379 or"
            + " rediss://user:password@redis.example.org:6379/0.";
    private static final Pattern PLACE = Pattern.compile(
            "(?<host>\\[[0-9a-fA-F:.%]+]|[^\\[\\]:/?#\\s]+)(?::(?<port>\\d{1,5}))?(?:/(?<database>\\d{0,5}))?");

    public RedisSettings {
        Objects.requireNonNull(host);
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is malformed; the message says what is wrong, shows a right one, and
     *     repeats no password
     */
    public static RedisSettings parse(String address) {
        String trimmed = address.strip();
        int scheme = trimmed.indexOf("://");
        // The password may contain anything, so only what follows the last @ can be told without giving it away.
        int at = trimmed.lastIndexOf('@');
        String place = trimmed.substring(Math.max(at + 1, scheme < 0 ? 0 : scheme + 3));
        boolean tls = trimmed.startsWith("rediss://");
        if (!tls && !trimmed.startsWith("redis://")) {
            throw malformed(place, "it does not begin with redis:// or rediss://");
        }
        if (place.contains(",") || (at > 0 && trimmed.substring(scheme + 3, at).contains("@"))) {
            throw malformed(place, "only one address is supported, and an @ in a password is written %40");
        }
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw malformed(place, "what follows is not host:port/database");
        }
        String host = matcher.group("host").replaceAll("[\\[\\]]", "");
        int port = number(matcher.group("port"), 6379);
        if (port < 1 || port > 65535) {
            throw malformed(place, "a port is a number from 1 to 65535");
        }
        int database = number(matcher.group("database"), 0);
        if (at < 0) {
            return new RedisSettings(tls, host, port, database, null, null);
        }
        String credentials = trimmed.substring(scheme + 3, at);
        if (credentials.isEmpty() || credentials.endsWith(":")) {
            throw malformed(place, "there is an @ but no password before it; a password alone is written :password@");
        }
        int colon = credentials.indexOf(':');
        String user = decoded(colon < 0 ? credentials : credentials.substring(0, colon), place);
        return new RedisSettings(
                tls,
                host,
                port,
                database,
                user.isEmpty() ? null : user,
                colon < 0 ? null : decoded(credentials.substring(colon + 1), place));
    }

    /** The same with a password that was given elsewhere. */
    public RedisSettings withPassword(String given) {
        return new RedisSettings(tls, host, port, database, user, given);
    }

    /** The address without user and password, for messages. */
    public String address() {
        return (tls ? "rediss://" : "redis://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port
                + (database == 0 ? "" : "/" + database);
    }

    /** The address, with the password masked. */
    @Override
    public String toString() {
        String address = address();
        int place = address.indexOf("://") + 3;
        String credentials =
                user == null && password == null ? "" : Objects.toString(user, "") + (password == null ? "@" : ":***@");
        return address.substring(0, place) + credentials + address.substring(place);
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    private static String decoded(String text, String place) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message would show a piece of the password.
            throw malformed(place, "a % in its user or password is not followed by two hexadecimal digits");
        }
    }

    private static IllegalArgumentException malformed(String place, String why) {
        return new IllegalArgumentException("Cannot use the Redis address \"…" + place + "\": " + why + ". " + EXAMPLE);
    }
}
