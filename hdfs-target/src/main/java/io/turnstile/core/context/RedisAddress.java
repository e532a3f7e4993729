package io.turnstile.core.context;

import io.turnstile.core.lock.redis.client.RedisSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * The address of a Redis as a root remembers it, for applications on several hosts to compare: what is local to a host is
 * another one on the next host, and one server may have several names.
 */
final class RedisAddress {
    private static final String ON = " on ";

    private RedisAddress() {}

    /** Without user name and password; what is local, with the name of this host. */
    static String of(RedisSettings redis) {
        try {
            return redis.servers().stream().anyMatch(RedisAddress::isLocal)
                    ? redis.address() + ON + InetAddress.getLocalHost().getHostName()
                    : redis.address();
        } catch (UnknownHostException nameless) {
            return redis.address();
        }
    }

    private static boolean isLocal(RedisSettings.Server server) {
        try {
            return InetAddress.getByName(server.host()).isLoopbackAddress();
        } catch (UnknownHostException unresolved) {
            return false;
        }
    }

    /**
     * Whether two of them are of one Redis: the same database at a server whose names have a network address in common, or with
     * a sentinel in common. Asks the name service, unless they are spelled alike.
     */
    static boolean same(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        RedisSettings first = RedisSettings.parse(one.split(ON, 2)[0]);
        RedisSettings second = RedisSettings.parse(other.split(ON, 2)[0]);
        return first.database() == second.database()
                && Objects.equals(first.master(), second.master())
                && !Collections.disjoint(servers(one, first), servers(other, second));
    }

    private static Set<InetSocketAddress> servers(String text, RedisSettings redis) {
        String[] parts = text.split(ON, 2);
        Set<InetSocketAddress> found = new HashSet<>();
        for (RedisSettings.Server server : redis.servers()) {
            String host = parts.length > 1 && isLocal(server) ? parts[1] : server.host();
            try {
                for (InetAddress each : InetAddress.getAllByName(host)) {
                    found.add(new InetSocketAddress(each, server.port()));
                }
            } catch (UnknownHostException unresolved) {
                found.add(InetSocketAddress.createUnresolved(host, server.port()));
            }
        }
        return found;
    }
}
