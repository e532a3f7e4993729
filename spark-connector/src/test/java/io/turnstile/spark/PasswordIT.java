package io.turnstile.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.CredentialStore;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.spark.testing.ApplicationJvm;
import io.turnstile.spark.testing.SharedSpark;
import io.turnstile.spark.testing.ShowingApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The password of Redis is in nothing that Spark or we show: log, event log, web pages, plans, failures, files. */
class PasswordIT {
    /** Nothing by which Spark would know it for a secret. */
    private static final String PASSWORD = "xylophone";

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

    private static String address() {
        return "redis://127.0.0.1:" + redis.port();
    }

    @Test
    void passwordThatIsASettingOrAnOptionIsNotShown() throws IOException {
        assertNotShown(shown(
                "root=" + root(),
                "redis.unavailable=fail",
                "redis=" + address(),
                "redis.password=" + PASSWORD,
                "spark.sql.catalog.cache=" + TurnstileCatalog.class.getName(),
                "spark.sql.catalog.cache.root=" + root(),
                "spark.sql.catalog.cache.redis.unavailable=fail",
                "spark.sql.catalog.cache.redis=" + address(),
                "spark.sql.catalog.cache.redis.password=" + PASSWORD));
    }

    @Test
    void passwordOfACredentialProviderIsNotShown() throws Exception {
        String provider = CredentialStore.create(directory.resolve("redis.jceks"), "turnstile.redis", PASSWORD);

        assertNotShown(shown(
                "spark.sql.catalog.cache=" + TurnstileCatalog.class.getName(),
                "spark.sql.catalog.cache.root=" + root(),
                "spark.sql.catalog.cache.redis.unavailable=fail",
                "spark.sql.catalog.cache.redis=" + address(),
                "spark.sql.catalog.cache.redis.password.alias=turnstile.redis",
                "spark.hadoop." + CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH + "=" + provider));
    }

    /** Spark shows the options of a write with its plan, and knows for secrets only those whose names say so. */
    @Test
    void passwordInTheAddressIsRefusedAsAnOptionOfAReadOrWrite() throws IOException {
        String address = address().replace("//", "//:" + PASSWORD + "@");
        SparkSession spark = SharedSpark.session();

        assertThatThrownBy(() -> spark.range(1)
                        .write()
                        .format("turnstile")
                        .option("root", root())
                        .option("redis", address)
                        .mode("ignore")
                        .save("a.b"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessage("The option 'redis' has a password in it, which Spark would show with the plan of every"
                        + " write. Give it as the option 'redis.password'.");
        assertThat(spark.conf().getAll().values().toString()).doesNotContain(PASSWORD);
    }

    /** We cannot take back what Spark was told; we can say that it shows it. */
    @Test
    void userIsWarnedOfPasswordsThatSparkShows() throws IOException {
        String said = shown(
                "spark.sql.defaultCatalog=late",
                "session:spark.sql.catalog.late=" + TurnstileCatalog.class.getName(),
                "session:spark.sql.catalog.late.root=" + root(),
                "session:spark.sql.catalog.late.redis=" + address(),
                "session:spark.sql.catalog.late.redis.password=" + PASSWORD,
                "spark.sql.catalog.cache=" + TurnstileCatalog.class.getName(),
                "spark.sql.catalog.cache.root=" + root(),
                "spark.sql.catalog.cache.redis=" + address().replace("//", "//:" + PASSWORD + "@"));

        assertThat(occurrences(
                        said, "The setting spark.sql.catalog.cache.redis has a password in it, which Spark shows"))
                .isOne();
        assertThat(occurrences(
                        said,
                        "The setting spark.sql.catalog.late.redis.password was set while the application runs, so Spark"
                                + " writes it to its event log"))
                .isOne();
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private String root() {
        return directory.resolve("root").toUri().toString();
    }

    /** Everything that there is to see of an application, in its log, its pages and its files. */
    private String shown(String... settings) throws IOException {
        Files.createDirectories(directory.resolve("root"));
        Path events = Files.createDirectories(directory.resolve("events"));
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.addAll(List.of(
                "spark.eventLog.enabled=true",
                "spark.eventLog.compress=false",
                "spark.eventLog.dir=" + events.toUri(),
                "spark.logConf=true",
                "spark.ui.port=0",
                "spark.driver.host=127.0.0.1",
                "spark.sql.shuffle.partitions=1"));
        List<String> options = new ArrayList<>(ApplicationJvm.jvmOptions());
        options.add("-Dlog4j2.configurationFile="
                + Path.of("src", "test", "resources", "log4j2-talkative.properties")
                        .toAbsolutePath());
        StringBuilder all = new StringBuilder();
        try (ChildJvm jvm = ChildJvm.running(options, ShowingApplication.class, arguments.toArray(String[]::new))) {
            all.append(pages(jvm.awaitLine(all, "::DONE").substring("::DONE ".length())));
        }
        return all + files(directory);
    }

    private static void assertNotShown(String shown) {
        assertThat(shown)
                .doesNotContain("BROKEN OFF", "DID NOT FAIL")
                .contains("org.redisson", "SparkListenerJobStart", "AtomicCreateTableAsSelect")
                .contains("/environment/", "redis.unavailable");
        assertThat(shown.lines().filter(line -> line.contains(PASSWORD))).isEmpty();
    }

    private static String pages(String ui) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String page :
                List.of("/environment/", "/jobs/", "/SQL/", "/SQL/execution/?id=0", "/SQL/execution/?id=1")) {
            try (InputStream in = URI.create(ui + page).toURL().openStream()) {
                all.append(page).append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    private static String files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            List<String> contents = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.add(file + "\n" + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return String.join("\n", contents);
        }
    }
}
