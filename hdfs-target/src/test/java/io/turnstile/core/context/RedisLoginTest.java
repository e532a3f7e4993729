package io.turnstile.core.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.RootFile;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.harness.TalkativeApplication;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.storage.Storage;
import io.turnstile.core.storage.StorageFactory;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.CredentialStore;
import io.turnstile.core.testing.LocalFiles;
import io.turnstile.core.testing.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the password of Redis may come from, and that it goes nowhere but to Redis. */
class RedisLoginTest {
    /** A word that nothing else says. */
    private static final String PASSWORD = "xylophone/7";

    private static final String IN_ADDRESS = "xylophone%2F7";
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() {
        redis = RedisServer.startedWithPassword(PASSWORD, "user", "ann on >" + PASSWORD + " ~* &* +@all");
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    private final Path root = LocalFiles.shared().freshRoot("login");

    @Test
    void passwordInTheAddressOpensRedisAndIsSaidNowhere() throws IOException {
        assertWellDoneInSilence("redis=redis://ann:" + IN_ADDRESS + "@" + place());
        assertWellDoneInSilence("redis=redis://:" + IN_ADDRESS + "@" + place());
    }

    @Test
    void passwordThatIsAnOptionOpensRedisAndIsSaidNowhere() throws IOException {
        assertWellDoneInSilence("redis=redis://ann@" + place(), "redis.password=" + PASSWORD);
        assertWellDoneInSilence("redis=redis://" + place(), "redis.password=" + PASSWORD);
    }

    @Test
    void passwordOfACredentialProviderOpensRedisAndIsSaidNowhere() throws IOException {
        String provider = provider("turnstile.redis.password");

        assertWellDoneInSilence(
                "redis=redis://ann@" + place(),
                "redis.password.alias=turnstile.redis.password",
                "hadoop:" + CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH + "=" + provider);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann:wrong", "bob:" + IN_ADDRESS, ":wrong"})
    void wrongLoginIsRefusedInSilence(String login) {
        String said = run("redis=redis://" + login + "@" + place());

        assertThat(said)
                .contains("refuses", "Check the user and the password")
                .doesNotContain("WELL DONE")
                .doesNotContainIgnoringCase("xylophone")
                .doesNotContain("wrong@", "[wrong", "wrong]", ", wrong");
    }

    @Test
    void userWithoutAPasswordIsRefused() {
        assertRefused(
                "The address of Redis names the user 'ann' and no password; give it as the option 'redis.password' or"
                        + " 'redis.password.alias'.",
                "redis",
                "redis://ann@host7");
    }

    @Test
    void twoPasswordsAreRefused() {
        assertRefused(
                "The password of Redis is given in the address and as 'redis.password'; give it once.",
                "redis",
                "redis://:" + IN_ADDRESS + "@host7",
                "redis.password",
                PASSWORD);
        assertRefused(
                "The password of Redis is given as 'redis.password' and as 'redis.password.alias'; give it once.",
                "redis",
                "redis://host7",
                "redis.password",
                PASSWORD,
                "redis.password.alias",
                "x");
    }

    @Test
    void aliasThatNoProviderKnowsIsRefusedWithAWayOut() throws IOException {
        Configuration configuration = new Configuration(false);
        configuration.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, provider("other"));

        assertThatThrownBy(() -> open(configuration, "redis", "redis://host7", "redis.password.alias", "mine"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContainingAll(
                        "do not hold 'mine', which the option 'redis.password.alias' names",
                        "hadoop credential create mine -provider");
    }

    @Test
    void providerThatCannotBeReadIsToldFromOneThatLacksTheName() throws IOException {
        java.nio.file.Path broken = Files.writeString(Files.createTempFile("broken", ".jceks"), "no key store");
        Configuration configuration = new Configuration(false);
        configuration.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, "localjceks://file" + broken);

        assertThatThrownBy(() -> open(configuration, "redis", "redis://host7", "redis.password.alias", "mine"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot read the password of Redis from the credential providers (localjceks:");
        Files.delete(broken);
    }

    private static String place() {
        return "127.0.0.1:" + redis.port();
    }

    private String run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("root=" + root, "redis.unavailable=fail"));
        arguments.addAll(Arrays.asList(options));
        try (ChildJvm jvm = ChildJvm.running(
                TalkativeApplication.TRACE, TalkativeApplication.class, arguments.toArray(String[]::new))) {
            return jvm.everythingItSays();
        }
    }

    private void assertWellDoneInSilence(String... options) throws IOException {
        String said = run(options);

        // Redisson and Netty do talk.
        assertThat(said).contains("WELL DONE", "org.redisson", "TRACE", "DEBUG");
        assertThat(said).doesNotContainIgnoringCase("xylophone");
        assertThat(everyFile()).isNotEmpty().noneMatch(content -> content.contains("xylophone"));
        Storage storage = StorageFactory.open(root, new Configuration(false));
        assertThat(RootFile.read(storage, root).orElseThrow().lockService().address())
                .startsWith("redis://" + place());
    }

    /** Records, manifests, the root's file. */
    private List<String> everyFile() throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<java.nio.file.Path> files =
                Files.walk(java.nio.file.Path.of(root.toUri().getPath()))) {
            for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
                contents.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private String provider(String alias) throws IOException {
        return CredentialStore.create(
                java.nio.file.Path.of(root.toUri().getPath() + "-" + alias + ".jceks"), alias, PASSWORD);
    }

    private void assertRefused(String sentence, String... options) {
        assertThatThrownBy(() -> open(new Configuration(false), options))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage(sentence);
    }

    private void open(Configuration configuration, String... options) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("root", root.toString()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        DatasetRoot.open(TurnstileOptions.of(all), Applications.application("one"), configuration)
                .close();
    }
}
