package io.turnstile.core.cli;

import static io.turnstile.core.harness.Applications.KEY;
import static io.turnstile.core.harness.Applications.compute;
import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.Contexts;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.harness.Applications;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.read.Snapshot;
import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.MiniHdfs;
import io.turnstile.core.testing.RedisServer;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator looks at, and what is dropped after a look. */
class InspectionTest {
    private static final String DELAYS = KEY.toString();

    private RedisServer redis;
    private Applications applications;
    private CommandJvm command;

    @BeforeEach
    void openRoot() throws IOException {
        redis = RedisServer.started();
        applications = new Applications(MiniHdfs.shared(), Map.of("redis", redis.address()));
        command = CommandJvm.of(applications.root().toString(), redis.address(), "");
    }

    @AfterEach
    void endAll() {
        applications.close();
        redis.close();
    }

    private void publish(String name, String content) throws IOException {
        DatasetRoot root = applications.root("writer");
        applications.finish(compute(root.dataset(DatasetKey.parse(name)), WriteMode.REUSE), content);
    }

    private void drop(String name) throws IOException {
        applications
                .root("remover", "rerun", "allow")
                .dataset(DatasetKey.parse(name))
                .remove();
    }

    @Test
    void datasetsAreListedInTheOrderThatIsAskedForAndDroppedOnesByWhatTheyHold() throws IOException {
        publish("b.small", "1");
        publish("a.large", "x".repeat(2048));
        publish("a.gone", "y".repeat(1536));
        drop("a.gone");

        assertThat(command.run(0, "ls")).containsSubsequence("a.large", "2.0 KiB", "b.small", "1 B");
        assertThat(command.run(0, "ls", "--sort", "age")).containsSubsequence("b.small", "a.large");
        assertThat(command.run(0, "datasets", "--sort", "bytes")).containsSubsequence("a.large", "b.small");
        assertThat(command.run(0, "ls", "b")).contains("b.small").doesNotContain("a.large", "gone");
        assertThat(command.run(0, "ls", "--dropped"))
                .contains("a.gone", "1.5 KiB", "application_remover")
                .doesNotContain("large");
        assertThat(command.run(0, "ls", "a", "--dropped", "--json"))
                .contains("\"name\":\"a.gone\",\"generations\":1,\"bytes\":1536,");
        assertThat(command.run(0, "ls", "--dropped", "b")).isEqualTo("(none)");
        assertThat(command.run(2, "ls", "--sort", "colour")).contains("NAME, BYTES, AGE");
    }

    @Test
    void datasetsAreListedByWhatTheySavedAndByWhenTheyWereUsed() throws IOException {
        publish("a.unused", "1");
        publish("b.once", "2");
        publish("c.often", "3");
        for (String application : List.of("one", "two")) {
            applications.readHead(applications.root(application).dataset(DatasetKey.parse("c.often")));
        }
        // What has been counted comes to Redis within seconds, or when an application ends; which was used last is told
        // to that.
        applications.endAll();
        applications.root("reuser").dataset(DatasetKey.parse("b.once")).beginWrite(WriteMode.REUSE);
        applications.endAll();
        assertThat(command.run(0, "ls", "--sort", "saved", "--json"))
                .containsSubsequence("c.often", "\"reads\":2,\"reuses\":0,\"saved\":", "a.unused", "\"reads\":null")
                .containsSubsequence("b.once", "a.unused")
                .satisfies(InspectionTest::saysFirstWhatSavedMost);
        assertThat(command.run(0, "ls", "--sort", "used")).containsSubsequence("a.unused", "c.often", "b.once");
        assertThat(command.run(0, "show", "b.once"))
                .containsSubsequence(
                        "reads          0", "reuses         1", "saved          ", "last_used ", "location ");
        assertThat(command.run(0, "show", "a.unused")).doesNotContain("reads ", "last_used");
        assertThat(command.run(0, "savings", "--json"))
                .contains("{\"name\":\"c.often\",\"datasets\":1,\"reads\":2,\"reuses\":0,\"saved\":", "b.once")
                .satisfies(InspectionTest::saysFirstWhatSavedMost);
        assertThat(command.run(0, "savings", "--by", "user")).containsSubsequence("ann", "2");
        assertThat(command.run(0, "savings", "b", "--by", "namespace"))
                .contains("b ")
                .doesNotContain("often", "c ");
        assertThat(command.run(2, "savings", "--by", "colour")).contains("by dataset, namespace or user");
        assertThat(command.run(2, "ls", "--dropped", "--sort", "used")).contains("Say --sort name, bytes or age");
    }

    /** How long each took to compute, the machine decides. */
    private static void saysFirstWhatSavedMost(String json) {
        List<Double> saved = new ArrayList<>();
        for (Matcher each = Pattern.compile("\"saved\":([0-9.]+)").matcher(json); each.find(); ) {
            saved.add(Double.parseDouble(each.group(1)));
        }
        assertThat(saved).hasSize(2).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void pageOfADatasetTellsWhatItIsWhatIsKeptAndWhoHasToDoWithIt() throws IOException {
        applications.publish("first", "1");
        applications.publish("second", "22");
        compute(applications.dataset("busy", "rerun", "allow"), WriteMode.REPLACE);
        try (Snapshot read = applications.dataset("reader").snapshot()) {
            String page = command.run(0, "show", DELAYS);
            assertThat(page)
                    .containsSubsequence(
                            "name           " + DELAYS,
                            "state          cached",
                            "version        2",
                            "by             application application_second",
                            "generation     " + read.generation().name(),
                            "computed_in ",
                            "rows           1",
                            "bytes          2 B",
                            "format         text",
                            "location       " + read.path(),
                            "value string",
                            "Kept:",
                            "superseded",
                            "head",
                            "Computing it:",
                            "application_busy",
                            "Reading it:",
                            "application_reader");
            assertThat(page).doesNotContain("parameters", "note ", "null");
        }
        String json = command.run(0, "show", "--json", DELAYS);
        assertThat(json)
                .startsWith(
                        "[{\"name\":\"travel.route_delays\",\"state\":\"cached\",\"version\":2,\"reason\":\"publish\"")
                .contains("\"bytes\":2,", "\"partitioned_by\":[]", "\"columns\":{\"schema\":\"value string\"}")
                .contains("\"holders\":[{\"dataset\":", "\"readers\":[],\"problems\":[]");
        redis.stop();
        assertThat(command.run(0, "show", DELAYS))
                .contains("state          cached", "problem        Cannot ", "does not answer")
                .doesNotContain("nobody");
        assertThat(command.run(1, "show", "travel.nothing")).contains("Dataset travel.nothing is not cached");
    }

    @Test
    void pageOfWhatIsNotThereSaysWhyAsFarAsThereIsToSay() throws IOException {
        publish("a.gone", "1");
        drop("a.gone");
        compute(applications.dataset("first"), WriteMode.REUSE);

        assertThat(command.run(0, "show", "a.gone"))
                .contains("state          not cached", "reason         remove", "application_remover", "superseded")
                .contains("Computing it: nobody", "Reading it: nobody");
        assertThat(command.run(0, "show", DELAYS)).contains("state          not cached", "application_first");
        assertThat(command.run(1, "show", "a.gome")).contains("Dataset a.gome is not cached");
        publish("a.bad", "1");
        overwrite("a.bad");
        assertThat(command.run(0, "show", "a.bad")).contains("state          damaged", "00000001.json");
        assertThat(command.run(0, "rm", "a.bad", "--yes", "--json"))
                .contains("{\"dataset\":\"a.bad\",\"generation\":null,\"bytes\":null}");
    }

    private void overwrite(String name) throws IOException {
        CachedDataset dataset = applications.root("vandal").dataset(DatasetKey.parse(name));
        Path record = Contexts.of(dataset).layout().record(1);
        applications.storage().delete(record);
        try (OutputStream out = applications.storage().create(record)) {
            out.write('{');
        }
    }

    @Test
    void readersOfAllDatasetsAreListedOncePerApplicationWithTheirPins() throws IOException {
        applications.publish("first", "1");
        publish("a.other", "1");
        CachedDataset twice = applications.dataset("twice");
        String generation = twice.head().orElseThrow().name().toString();
        try (Snapshot one = twice.snapshot();
                Snapshot two = twice.snapshot();
                Snapshot other = applications
                        .root("third")
                        .dataset(DatasetKey.parse("a.other"))
                        .snapshot()) {
            String json = command.run(0, "readers", "--json");
            assertThat(json)
                    .containsSubsequence(
                            "{\"dataset\":\"a.other\",\"application\":\"application_third\"",
                            "\"pins\":1,\"generations\":\"" + other.generation().name(),
                            "{\"dataset\":\"travel.route_delays\",\"application\":\"application_twice\"",
                            "\"pins\":2,\"generations\":\"" + generation + "\",\"held_for\":");
            assertThat(command.run(0, "readers", DELAYS).lines().filter(line -> line.contains(generation)))
                    .hasSize(2);
            assertThat(one.generation()).isEqualTo(two.generation());
        }
        assertThat(command.run(0, "readers")).isEqualTo("(none)");
    }

    @Test
    void datasetIsDroppedOnlyByWhoSaysYes() throws IOException {
        applications.publish("first", "rows");
        try (Snapshot read = applications.dataset("reader").snapshot()) {
            assertThat(command.run(2, "rm", DELAYS))
                    .contains("bytes          4 B", "application_reader", "There is no terminal", "--yes");
            assertThat(applications.readHead(applications.dataset("looks"))).isEqualTo("rows");

            try (ChildJvm asked = command.startingInTerminal("rm", DELAYS)) {
                asked.tell("");
                assertThat(CommandJvm.ending(1, asked))
                        .contains("application_reader", "Drop dataset " + DELAYS + "?", "Nothing was changed.");
            }
            assertThat(applications.dataset("looks").exists()).isTrue();

            try (ChildJvm asked = command.startingInTerminal("rm", DELAYS)) {
                asked.tell("y");
                assertThat(CommandJvm.ending(0, asked))
                        .contains(read.generation().name().toString());
            }
            assertThat(applications.dataset("looks").exists()).isFalse();
            assertThat(applications.read(read)).isEqualTo("rows");
        }
        assertThat(command.run(1, "rm", "--yes", DELAYS)).contains("is not cached");
        applications.publish("second", "rows");
        assertThat(command.run(0, "rm", "--yes", DELAYS)).contains("g-00000003-", "4 B");
        assertThat(applications.dataset("looks").exists()).isFalse();
    }

    @Test
    void datasetsAreEvictedOnlyByWhoSaysYes() throws IOException {
        publish("a.one", "1");
        publish("b.read", "22");
        try (Snapshot read =
                applications.root("reader").dataset(DatasetKey.parse("b.read")).snapshot()) {
            assertThat(command.run(0, "collect", "--max-bytes", "0", "--json"))
                    .startsWith("[{\"dataset\":\"a.one\",\"step\":\"evict\",\"bytes\":1,\"saved\":0.0,\"last_used\":\"")
                    .contains(
                            "{\"dataset\":\"b.read\",\"step\":\"keep\"",
                            "{\"dataset\":\"*\",\"step\":\"evict\",\"bytes\":1,");
            assertThat(command.run(2, "collect", "--unused-for", "0s", "--delete"))
                    .contains("a.one", "application_reader", "There is no terminal", "1 dataset ", "--yes");
            try (ChildJvm asked = command.startingInTerminal("collect", "--unused-for", "0s", "--delete")) {
                asked.tell("");
                assertThat(CommandJvm.ending(1, asked)).contains("Evict 1 dataset, 1 B?", "Nothing was changed.");
            }
            assertThat(applications
                            .root("looks")
                            .dataset(DatasetKey.parse("a.one"))
                            .exists())
                    .isTrue();
            assertThat(command.run(0, "collect", "--namespace", "b", "--unused-for", "0s", "--delete", "--yes"))
                    .doesNotContain("a.one");
            assertThat(command.run(0, "collect", "--unused-for", "0s", "--delete", "--yes"))
                    .containsSubsequence("a.one", "evict", "b.read", "keep", "*");
            assertThat(applications.read(read)).isEqualTo("22");
        }
        assertThat(applications.root("looks").datasetsBelow(List.of())).hasToString("[b.read]");
        assertThat(command.run(2, "collect", "--unused-for", "soon")).contains("30d");
        assertThat(command.run(2, "collect", "--max-bytes", "1", "b.read")).contains("turnstile rm");
        assertThat(command.run(0, "collect", "--all", "--keep-generations", "1"))
                .contains("a.one");
        assertThat(command.run(0, "collect", "--max-bytes", "1t", "--keep-generations", "1"))
                .contains("0 datasets; ");
        assertThat(command.run(2, "collect", "--all", "--keep-generations", "0"))
                .contains("from 1 to");
    }

    /** A list is drawn again in the place of the one before. */
    @Test
    void locksAreWatchedInPlaceUntilCtrlC() throws IOException {
        GenerationWrite write = compute(applications.dataset("busy"), WriteMode.REUSE);
        try (ChildJvm watch = command.startingInTerminal("locks", "--watch", "0.2")) {
            watch.awaitLine("\u001b[Hdataset");
            watch.awaitLine("application_busy");
            write.close();
            watch.awaitLine("\u001b[H(none)");
            watch.tell("\u0003"); // Ctrl-C, as a keyboard sends it
            String last = CommandJvm.ending(130, watch);
            assertThat(last).contains("\u001b[J").doesNotContain("turnstile:");
        }
    }

    @Test
    void whatIsWiderThanTheTerminalIsCut() throws IOException {
        compute(applications.dataset("busy"), WriteMode.REUSE);
        try (ChildJvm watch = command.startingInTerminal("locks", "--watch", "0.2")) {
            String titles = watch.awaitLine("dataset").replaceAll("\u001b\\[[HJK]", "");
            assertThat(titles)
                    .contains("application_name")
                    .doesNotContain("lease_left")
                    .hasSizeLessThanOrEqualTo(70);
        }
    }

    @Test
    void topShowsWhoComputesWaitsAndReadsAndGoesOnWithoutRedis() throws IOException {
        applications.publish("first", "1");
        CachedDataset reading = applications.dataset("reading");
        try (Snapshot one = reading.snapshot();
                Snapshot two = reading.snapshot();
                ChildJvm top = command.startingInTerminal("top", "--every", "0.2")) {
            top.awaitLine("0 being computed, 0 calls waiting, 1 applications reading, 2 pins");
            GenerationWrite write = compute(applications.dataset("busy", "rerun", "allow"), WriteMode.REPLACE);
            top.awaitLine("1 being computed, 0 calls waiting, 1 applications reading, 2 pins");
            top.awaitLine("application_busy");
            top.awaitLine("application_reading");
            redis.stop();
            top.awaitLine("does not answer");
            redis.restart();
            top.awaitLine("1 being computed");
            top.tell("\u0003");
            CommandJvm.ending(130, top);
            write.close();
            assertThat(one.generation()).isEqualTo(two.generation());
        }
    }

    @Test
    void withoutATerminalFramesFollowOneAnotherUntilNobodyReadsThem() throws IOException {
        compute(applications.dataset("busy"), WriteMode.REUSE);
        List<String> shell = List.of("top --every 0.2 --json", "locks --watch=0.2 --json", "locks --watch=0.2");
        for (String arguments : shell) {
            try (ChildJvm piped = command.startingPiped("head -n 4", arguments.split(" "))) {
                assertThat(CommandJvm.ending(0, piped))
                        .contains("application_busy")
                        .doesNotContain("\u001b");
            }
        }
        assertThat(command.run(2, "top", "--every", "0")).contains("from 0.1 to 86400");
    }
}
