package io.turnstile.core.cli;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.doctor.Doctor;
import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.option.TurnstileOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The connection options of the command: which root, and how to get at it. A password never stands on the command line,
 * where {@code ps} would show it.
 */
final class Connection {
    private static final String PASSWORD = "TURNSTILE_REDIS_PASSWORD";

    @Option(
            names = "--root",
            scope = ScopeType.INHERIT,
            paramLabel = "<path>",
            defaultValue = "${env:TURNSTILE_ROOT}",
            description = "The root, such as hdfs:///cache; or TURNSTILE_ROOT in the environment.")
    private @Nullable String root;

    @Option(
            names = "--redis",
            scope = ScopeType.INHERIT,
            paramLabel = "<address>",
            defaultValue = "${env:TURNSTILE_REDIS}",
            description =
                    "The lock service, redis://[user@]host:port, without a password; or TURNSTILE_REDIS. The password is"
                            + " taken from TURNSTILE_REDIS_PASSWORD.")
    private @Nullable String redis;

    @Option(
            names = "--redis-password-alias",
            scope = ScopeType.INHERIT,
            paramLabel = "<name>",
            description = "Under which Hadoop's credential providers hold the password.")
    private @Nullable String alias;

    @Option(
            names = "--option",
            scope = ScopeType.INHERIT,
            paramLabel = "<name=value>",
            description = "An option of Turnstile, such as rerun=allow, retention=10m or lock.wait=10s.")
    private Map<String, String> options = new TreeMap<>();

    @Option(
            names = "-D",
            scope = ScopeType.INHERIT,
            paramLabel = "<name=value>",
            description = "A setting of Hadoop, such as hadoop.security.credential.provider.path=….")
    private Map<String, String> hadoop = new TreeMap<>();

    /** Opens the root. @throws InvalidOptionException if what is given will not do */
    DatasetRoot open() throws IOException {
        return DatasetRoot.open(options(), application(), configuration());
    }

    /** A health check of the root. @throws InvalidOptionException if what is given will not do */
    Doctor doctor() throws IOException {
        return new Doctor(options(), application(), configuration());
    }

    private TurnstileOptions options() {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(options);
        if (all.containsKey(TurnstileOption.REDIS_PASSWORD.key())) {
            throw new InvalidOptionException(
                    "A password does not belong on a command line, where others see it: put it into"
                            + " the environment as " + PASSWORD + ", or use --redis-password-alias.");
        }
        put(all, TurnstileOption.ROOT, root);
        put(all, TurnstileOption.REDIS, redis);
        put(all, TurnstileOption.REDIS_PASSWORD_ALIAS, alias);
        String address = all.getOrDefault(TurnstileOption.REDIS.key(), "");
        if (!address.isBlank() && RedisSettings.parse(address).password() != null) {
            throw new InvalidOptionException(
                    "The address of Redis has a password in it, which others see: leave it out, and"
                            + " put it into the environment as " + PASSWORD + ", or use --redis-password-alias.");
        }
        if (!all.containsKey(TurnstileOption.REDIS_PASSWORD_ALIAS.key()) && !address.isBlank()) {
            put(all, TurnstileOption.REDIS_PASSWORD, System.getenv(PASSWORD));
        }
        return TurnstileOptions.of(all);
    }

    /** Hadoop's, with what is given. */
    Configuration configuration() {
        Configuration configuration = new Configuration();
        hadoop.forEach(configuration::set);
        return configuration;
    }

    private static void put(Map<String, String> all, TurnstileOption option, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            all.put(option.key(), value);
        }
    }

    private static Application application() throws IOException {
        return new Application(
                "turnstile-" + ProcessHandle.current().pid(),
                "turnstile command line",
                UserGroupInformation.getCurrentUser().getShortUserName(),
                InetAddress.getLocalHost().getHostName());
    }
}
