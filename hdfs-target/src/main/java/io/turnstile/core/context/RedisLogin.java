package io.turnstile.core.context;

import io.turnstile.core.lock.redis.client.RedisSettings;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProviderFactory;

/**
 * A resolver of the options to the address and password of Redis: which Redis they name, with the password from
 * wherever it is kept, in the address, in an option of its own, or with Hadoop's credential providers. No message
 * repeats it.
 */
public final class RedisLogin {
    private RedisLogin() {}

    /**
     * The Redis that the options name; empty if they name none.
     *
     * @param configuration says where the credential providers are
     * @throws IllegalArgumentException if the address is malformed, or there is not exactly one password where there must
     *     be
     * @throws IOException if the credential providers cannot be read
     */
    public static Optional<RedisSettings> of(TurnstileOptions options, Configuration configuration) throws IOException {
        Optional<String> address = options.redis();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        RedisSettings settings = RedisSettings.parse(address.get());
        requireOne(settings, options);
        Optional<String> alias = options.redisPasswordAlias();
        Optional<String> password =
                alias.isPresent() ? Optional.of(fetched(alias.get(), configuration)) : options.redisPassword();
        if (settings.user() != null && settings.password() == null && password.isEmpty()) {
            throw new InvalidOptionException("The address of Redis names the user '" + settings.user()
                    + "' and no password; give it as the option 'redis.password' or 'redis.password.alias'.");
        }
        return Optional.of(password.map(settings::withPassword).orElse(settings));
    }

    private static void requireOne(RedisSettings settings, TurnstileOptions options) {
        List<String> places = new ArrayList<>();
        if (settings.password() != null) {
            places.add("in the address");
        }
        options.redisPassword().ifPresent(given -> places.add("as 'redis.password'"));
        options.redisPasswordAlias().ifPresent(given -> places.add("as 'redis.password.alias'"));
        if (places.size() > 1) {
            throw new InvalidOptionException(
                    "The password of Redis is given " + String.join(" and ", places) + "; give it once.");
        }
    }

    private static String fetched(String alias, Configuration configuration) throws IOException {
        String path = configuration.get(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, "none");
        char[] password;
        try {
            password = configuration.getPassword(alias);
        } catch (IOException unreadable) {
            throw new IOException(
                    "Cannot read the password of Redis from the credential providers (" + path + "): "
                            + String.valueOf(unreadable.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    unreadable);
        }
        if (password == null) {
            throw new InvalidOptionException("The credential providers (" + path + ") do not hold '" + alias
                    + "', which the option 'redis.password.alias' names. Add it with: hadoop credential create " + alias
                    + " -provider <path>, and give that path as " + CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH
                    + ".");
        }
        return new String(password);
    }
}
