package io.turnstile.core.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.testing.CredentialStore;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.testing.StandardError;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a job may have the password of Redis from, and what it is told of places where others see it. */
class JobPasswordTest {
    private static final String PASSWORD = "xylophone";
    private static final String WARNING = "has the password of Redis in it, and whoever may see the job can read it";

    private static RedisServer redis;

    @TempDir
    Path directory;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.startedWithPassword(PASSWORD);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Test
    void passwordInTheAddressIsWarnedOf() throws IOException {
        assertThat(saidByAJob("redis://:" + PASSWORD + "@127.0.0.1:" + redis.port()))
                .containsOnlyOnce(WARNING)
                .doesNotContain(PASSWORD);
    }

    @Test
    void passwordThatIsSubmittedWithTheJobIsWarnedOf() throws IOException {
        assertThat(saidByAJob("redis://127.0.0.1:" + redis.port(), "turnstile.redis.password", PASSWORD))
                .containsOnlyOnce(WARNING)
                .doesNotContain(PASSWORD);
    }

    @Test
    void passwordOfACredentialProviderOpensRedis() throws IOException {
        String path = CredentialStore.create(directory.resolve("redis.jceks"), "turnstile.redis", PASSWORD);

        assertThat(saidByAJob(
                        "redis://127.0.0.1:" + redis.port(),
                        "turnstile.redis.password.alias",
                        "turnstile.redis",
                        CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH,
                        path))
                .doesNotContain(WARNING, PASSWORD);
    }

    /** What is said while a job runs that publishes, with locks at Redis. */
    private static String saidByAJob(String address, String... options) throws IOException {
        DatasetJobs jobs = new DatasetJobs(address);
        String said = StandardError.during(() -> jobs.publish(1, "row", options));
        assertThat(jobs.rows()).containsExactly("row");
        assertThat(redis.ask("KEYS", "turnstile:*")).isNotEmpty();
        return said;
    }
}
