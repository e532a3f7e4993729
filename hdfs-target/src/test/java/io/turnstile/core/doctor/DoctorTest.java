package io.turnstile.core.doctor;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.redis.client.RedisFailure;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.staging.StagedGeneration;
import io.turnstile.core.storage.ForwardingStorage;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.AclEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the health check finds: nothing where all is well, and each fault with what to do about it. */
class DoctorTest {
    private RedisServer redis;
    private Applications applications;

    @BeforeEach
    void openRoot() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(MiniHdfs.shared(), Map.of("redis", redis.address(), "rerun", "allow"));
    }

    @AfterEach
    void endAll() {
        applications.close();
        redis.close();
    }

    private List<Finding> examined(String... options) {
        Map<String, String> all =
                new HashMap<>(Map.of("root", applications.root().toString(), "redis", redis.address()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new Doctor(
                        TurnstileOptions.of(all),
                        Applications.application("doctor"),
                        MiniHdfs.shared().configuration())
                .examine();
    }

    private static Finding about(String subject, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(findings.toString()));
    }

    private static void assertWarned(Finding finding, String... words) {
        assertThat(finding.result()).as(finding.toString()).isEqualTo("WARN");
        assertThat(finding.finding() + " " + finding.remedy()).contains(words);
    }

    private static void assertFails(Finding finding, String... words) {
        assertThat(finding.fails()).as(finding.toString()).isTrue();
        assertThat(finding.finding() + " " + finding.remedy()).contains(words);
    }

    private void allowGroup() throws IOException {
        MiniHdfs.shared()
                .administration()
                .modifyAclEntries(
                        applications.root(),
                        AclEntry.parseAclSpec("default:group:analysts:rwx,default:mask::rwx", true));
    }

    @Test
    void nothingIsWrongWhereAllIsWellAndNothingIsLeftBehind() throws IOException {
        allowGroup();
        assertThat(examined()).extracting(Finding::result).containsOnly("OK");
        assertThat(applications.everything()).isEmpty();
        applications.root("writer").createNamespace(List.of("travel"));
        assertThat(about("root.json", examined()).finding()).contains("Nothing was ever written");
        applications.publish("first", "rows");
        GenerationWrite write = compute(applications.dataset("busy"), WriteMode.REPLACE);
        new StagedGeneration(applications.storage(), write.path()).begin();
        List<String> before = applications.everything();
        String keys = redis.ask("DBSIZE");

        List<Finding> findings = examined();

        assertThat(findings).extracting(Finding::result).containsOnly("OK");
        assertThat(about("Redis", findings).finding())
                .startsWith(RedisServer.product() + " at ")
                .contains(" answers within");
        assertThat(about("lock service", findings).finding()).contains("held there now: 1.");
        assertThat(applications.everything()).isEqualTo(before);
        assertThat(redis.ask("DBSIZE")).isEqualTo(keys);
    }

    @Test
    void redisIsJudged() {
        redis.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        redis.ask(
                "ACL",
                "SETUSER",
                "weak",
                "on",
                ">secret",
                "~turnstile:*",
                "resetchannels",
                "&turnstile:*",
                "+@all",
                "-zrem",
                "-publish");
        String weak = redis.address().replace("redis://", "redis://weak:secret@");

        List<Finding> findings = examined("redis", weak);

        assertWarned(about("memory of Redis", findings), "allkeys-lru", "noeviction");
        assertFails(about("rights at Redis", findings), "zrem (", "publish (", "ACL SETUSER");
        assertWarned(about("locks", examined("locks", "process")), "reach no further than one JVM");
        redis.stop();
        assertFails(about("Redis", examined()), "does not answer");
    }

    /** Each command by itself, so that none is forgotten; those of the connection are tried by whoever asks at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "set",
                "del",
                "pexpire",
                "pttl",
                "hget",
                "hmget",
                "hset",
                "sadd",
                "sismember",
                "zadd",
                "zcard",
                "zrem",
                "zrangebyscore",
                "zremrangebyscore",
                "info",
                "time"
            })
    void commandThatIsNeededIsMissed(String command) {
        Finding rights = about("rights at Redis", examined("redis", without(command)));

        assertFails(rights, "ACL SETUSER");
        assertThat(rights.finding()).startsWith("It refuses " + command + " (").doesNotContain(";");
    }

    @ParameterizedTest
    @ValueSource(strings = {"publish", "rename", "hgetall", "hlen", "hincrby"})
    void commandThatCanBeDoneWithoutIsMissedToo(String command) {
        Finding rights = about("rights at Redis", examined("redis", without(command)));

        assertWarned(rights, "All works without", "ACL SETUSER");
        assertThat(rights.finding()).startsWith("It refuses " + command + " (").doesNotContain(";");
    }

    private String without(String command) {
        List<String> rules = new ArrayList<>(List.of("ACL", "SETUSER", "without-" + command, "on", ">secret"));
        rules.addAll(List.of(RedisFailure.RULES.split(" ", -1)));
        rules.add("-" + command);
        redis.ask(rules.toArray(String[]::new));
        return redis.address().replace("redis://", "redis://without-" + command + ":secret@");
    }

    @Test
    void userWithTheDocumentedRightsIsRefusedNothing() throws IOException {
        List<String> rules = new ArrayList<>(List.of("ACL", "SETUSER", "turnstile", "on", ">secret"));
        rules.addAll(List.of(RedisFailure.RULES.split(" ", -1)));
        redis.ask(rules.toArray(String[]::new));
        String address = redis.address().replace("redis://", "redis://turnstile:secret@");

        assertThat(about("rights at Redis", examined("redis", address)).result())
                .isEqualTo("OK");
    }

    @Test
    void anotherRedisThanTheRootsIsTold() throws IOException {
        applications.publish("first", "rows");
        try (RedisServer other = RedisServer.started()) {
            assertFails(about("lock service", examined("redis", other.address())), "is another one");
        }
    }

    @Test
    void rootThatIsNotThereIsTheLastThingThatIsLookedAt() {
        List<Finding> findings = examined("root", applications.root() + "/nowhere");

        assertFails(about("root", findings), "does not exist. Create it");
        assertThat(findings).extracting(Finding::subject).doesNotContain("file system");
    }

    @Test
    void rootsOwnFileIsLookedAtAndSoIsItsCopy() throws IOException {
        applications.publish("first", "rows");
        applications.storage().delete(Layout.rootFileCopy(applications.root()));
        assertWarned(about("root.json", examined()), "root-copy.json is missing", "turnstile repair");

        overwrite(Layout.rootFile(applications.root()));
        assertFails(about("root.json", examined()), "root.json", "--new-id");
        applications.storage().delete(Layout.rootFile(applications.root()).getParent());
        assertFails(about("root.json", examined()), "root.json is missing", "--new-id");
    }

    private void overwrite(Path file) throws IOException {
        applications.storage().delete(file);
        try (OutputStream out = applications.storage().create(file)) {
            out.write('{');
        }
    }

    @Test
    void damageAndWhatNobodyReadsIsToldByName() throws IOException {
        applications.publish("first", "rows");
        DatasetRoot root = applications.root("writer", "rerun", "allow");
        CachedDataset bad = root.dataset(DatasetKey.parse("a.bad"));
        applications.finish(compute(bad, WriteMode.REUSE), "1");
        overwrite(Contexts.of(bad).layout().record(1));
        CachedDataset gone = root.dataset(DatasetKey.parse("a.gone"));
        applications.finish(compute(gone, WriteMode.REUSE), "1");
        gone.remove();
        GenerationWrite dead = compute(root.dataset(DatasetKey.parse("a.dead")), WriteMode.REUSE);
        new StagedGeneration(applications.storage(), dead.path()).begin();
        root.close();
        applications
                .storage()
                .create(new Path(applications.root(), "b/plain/part-00000.parquet"))
                .close();

        List<Finding> findings = examined();

        assertFails(about("records", findings), "a.bad", "turnstile rollback");
        assertWarned(about("dropped datasets", findings), "a.gone", "collect");
        assertWarned(about("generations", findings), "a.dead", "collect");
        assertWarned(about("directories", findings), applications.root() + "/b/plain");
        assertThat(findings).noneMatch(finding -> finding.finding().contains(KEY.toString()));
    }

    /** Of all who try, all succeed. */
    @Test
    void fileSystemThatOverwritesFails() throws IOException {
        List<Finding> findings = new ArrayList<>();
        new StorageCheck(applications.root(), new ForwardingStorage(applications.storage()) {
                    @Override
                    public void createExclusively(Path target, Path temporary, byte[] content) throws IOException {
                        super.replace(target, temporary, content);
                    }
                })
                .run(findings);

        assertFails(about("file system", findings), "8 were told that they had succeeded");
    }

    @Test
    void rootOfOneUserIsToldToBeOne() throws IOException {
        assertWarned(about("permissions", examined()), "others cannot replace", "setfacl", "default:group");
        allowGroup();
        assertThat(about("permissions", examined()).result()).isEqualTo("OK");
    }

    @Test
    void clocksThatDifferAreTold() {
        assertWarned(Clock.compared("clock", Duration.ofMinutes(-2)), "behind it by 2 min", "NTP");
        assertThat(Clock.compared("clock", Duration.ofMillis(80)).result()).isEqualTo("OK");
    }

    @Test
    void secondTurnstileOnTheClassPathIsFound(@TempDir java.nio.file.Path other) throws IOException {
        java.nio.file.Path copy = other.resolve("io/turnstile/core/identity/DatasetKey.class");
        Files.createDirectories(copy.getParent());
        Files.createFile(copy);
        List<Finding> findings = new ArrayList<>();
        ClassLoader own = DatasetRoot.class.getClassLoader();
        try (URLClassLoader both = new URLClassLoader(new URL[] {other.toUri().toURL()}, own)) {
            new ClassPathCheck(both).run(findings);
        }

        assertWarned(about("class path", findings), "2 Turnstiles", other.toString());
    }
}
