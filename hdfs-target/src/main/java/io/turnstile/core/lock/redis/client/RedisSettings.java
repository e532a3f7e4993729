package io.turnstile.core.lock.redis.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The connection settings of the Redis that keeps the locks, as a URI:
 * {@code redis://[user[:password]@]host[:port][/database]}, or, where sentinels say which Redis that is at the moment,
 * {@code redis-sentinel://[user[:password]@]host[:port][,host[:port]…][/database]#master}. With {@code rediss} for TLS.
 * Port 6379, of a sentinel 26379, and database 0 if not given; {@code :password@} for a password without a user,
 * {@code user@} for one whose password is given elsewhere. Characters that would be misread in a user or a password are
 * percent-encoded. The form for sentinels is that of the Lettuce client.
 *
 * @param tls whether connections are encrypted, and the servers' certificates checked
 * @param servers the one Redis, or the sentinels, in an order that does not depend on how they were given
 * @param master the name under which the sentinels know the master; null without sentinels
 * @param database the number of the logical database
 * @param user the ACL user at Redis, or null for the default one
 * @param password the password, or null for none, also for the default user of sentinels that want one; appears in no
 *     message
 */
public record RedisSettings(
        boolean tls,
        List<Server> servers,
        @Nullable String master,
        int database,
        @Nullable String user,
        @Nullable String password) {
    private static final String EXAMPLE = "Write, for example, redis://redis.example.org:6379,"
            + " rediss://user:password@redis.example.org:6379/0 or"
            + " redis-sentinel://one.example.org:26379,two.example.org:26379#mymaster.";
    private static final Pattern SCHEME =
            Pattern.compile("redis(?<tls>s?)(?<sentinel>-sentinel)?://.*", Pattern.DOTALL);
    private static final Pattern PLACE =
            Pattern.compile("(?<servers>[^/#]*)(?:/(?<database>\\d{0,5}))?(?:#(?<master>[^/#\\s]+))?");

    /**
     * The network address of a server.
     *
     * @param host a name or an address; IPv6 without its brackets
     * @param port 1 to 65535
     */
    public record Server(String host, int port) {
        private static final Pattern FORM =
                Pattern.compile("(?<host>\\[[0-9a-fA-F:.%]+]|[^\\[\\]:?\\s]+)(?::(?<port>\\d{1,5}))?");

        public Server {
            Objects.requireNonNull(host);
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    public RedisSettings {
        servers = servers.stream()
                .distinct()
                .sorted(Comparator.comparing(Server::toString))
                .toList();
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is malformed; the message says what is wrong, shows a right one, and
     *     repeats no password
     */
    public static RedisSettings parse(String address) {
        String trimmed = address.strip();
        Matcher scheme = SCHEME.matcher(trimmed);
        int begin = trimmed.indexOf("://") + 3;
        // The password may contain anything, so only what follows the last @ can be told without giving it away.
        int at = trimmed.lastIndexOf('@');
        String place = trimmed.substring(Math.max(at + 1, begin < 3 ? 0 : begin));
        if (!scheme.matches()) {
            throw malformed(
                    place, "it does not begin with redis://, rediss://, redis-sentinel:// or rediss-sentinel://");
        }
        if (at > 0 && trimmed.substring(begin, at).contains("@")) {
            throw malformed(place, "an @ in a password is written %40");
        }
        boolean tls = !scheme.group("tls").isEmpty();
        boolean sentinel = scheme.group("sentinel") != null;
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches()) {
            throw malformed(place, "what follows is not host:port/database");
        }
        String master = parts.group("master");
        if (sentinel != (master != null)) {
            throw malformed(
                    place,
                    sentinel
                            ? "the name of the master, after a #, is missing"
                            : "a #name belongs to redis-sentinel:// only");
        }
        List<Server> servers = new ArrayList<>();
        for (String server : parts.group("servers").split(",", -1)) {
            servers.add(server(server, place, sentinel ? 26379 : 6379));
        }
        if (servers.size() > 1 && !sentinel) {
            throw malformed(place, "only sentinels may be several");
        }
        int database = number(parts.group("database"), 0);
        if (at < 0) {
            return new RedisSettings(tls, servers, master, database, null, null);
        }
        String credentials = trimmed.substring(begin, at);
        if (credentials.isEmpty() || credentials.endsWith(":")) {
            throw malformed(place, "there is an @ but no password before it; a password alone is written :password@");
        }
        int colon = credentials.indexOf(':');
        String user = decoded(colon < 0 ? credentials : credentials.substring(0, colon), place);
        return new RedisSettings(
                tls,
                servers,
                master,
                database,
                user.isEmpty() ? null : user,
                colon < 0 ? null : decoded(credentials.substring(colon + 1), place));
    }

    private static Server server(String text, String place, int port) {
        Matcher matcher = Server.FORM.matcher(text);
        if (!matcher.matches()) {
            throw malformed(place, "what follows is not host:port/database");
        }
        Server server =
                new Server(matcher.group("host").replaceAll("[\\[\\]]", ""), number(matcher.group("port"), port));
        if (server.port() < 1 || server.port() > 65535) {
            throw malformed(place, "a port is a number from 1 to 65535");
        }
        return server;
    }

    /** The same with a password that was given elsewhere. */
    public RedisSettings withPassword(String given) {
        return new RedisSettings(tls, servers, master, database, user, given);
    }

    /** The address without user and password, for messages. */
    public String address() {
        return (tls ? "rediss" : "redis") + (master == null ? "" : "-sentinel") + "://"
                + servers.stream().map(Server::toString).collect(Collectors.joining(","))
                + (database == 0 ? "" : "/" + database) + (master == null ? "" : "#" + master);
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
