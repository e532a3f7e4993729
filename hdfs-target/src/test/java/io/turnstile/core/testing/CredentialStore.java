package io.turnstile.core.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;

/** A file of Hadoop's credential providers that holds one password. */
public final class CredentialStore {
    private CredentialStore() {}

    /**
     * Makes one.
     *
     * @return where it is, as {@code hadoop.security.credential.provider.path} names it
     */
    public static String create(Path file, String alias, String password) throws IOException {
        String provider = "localjceks://file" + file;
        Configuration configuration = new Configuration(false);
        configuration.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, provider);
        CredentialProvider credentials =
                CredentialProviderFactory.getProviders(configuration).get(0);
        credentials.createCredentialEntry(alias, password.toCharArray());
        credentials.flush();
        return provider;
    }
}
