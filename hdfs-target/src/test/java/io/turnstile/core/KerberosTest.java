package io.turnstile.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.harness.KerberosApplication;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with Kerberos, as far as one machine can have it. */
class KerberosTest {
    @TempDir
    Path directory;

    @Test
    void keytabDelegationTokensAndProxyUsersAreEnoughOnASecuredCluster() {
        try (ChildJvm jvm =
                ChildJvm.running(KerberosApplication.class, RedisServer.shared().address(), directory.toString())) {
            String said = jvm.everythingItSays();

            assertThat(said)
                    .contains("WELL DONE", "Client cannot authenticate", "READ second rows")
                    .containsPattern("EXPIRED: .*can't be found in cache")
                    .contains("READ fourth rows", "00000003.json of ann", "00000004.json of ann");
            assertThat(said.lines().filter(line -> line.matches("(g-|0).* of .*")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" of ann"));
        }
    }
}
