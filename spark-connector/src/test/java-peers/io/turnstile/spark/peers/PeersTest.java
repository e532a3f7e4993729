package io.turnstile.spark.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.scalatest.Args$;
import org.scalatest.Reporter;
import org.scalatest.Suite;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestSucceeded;
import scala.Option;

/**
 * Runs Spark's own suites for catalogs on ours. Each of their tests passes, or is in {@code docs/peers.md} with the reason
 * why it does not apply; one that is listed there and passes is a mistake in that page.
 */
@Tag("peers")
class PeersTest {
    private static final Path PAGE = Path.of("docs", "peers.md");
    private static final Pattern LISTED = Pattern.compile("\\| `(\\w+Suite)` \\| (.+?) \\| .+ \\|");
    private static final Pattern PREFIX = Pattern.compile("[A-Z .]+ using V2 catalog V2 command: ");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicContainer> everyTestPassesOrDoesNotApply() throws IOException {
        Set<String> listed = new HashSet<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = LISTED.matcher(line);
            if (row.matches()) {
                listed.add(row.group(1) + ": " + row.group(2));
            }
        }
        return PeerSuites.over(directory).stream().map(peer -> {
            Map<String, String> outcomes = run(peer.suite().get());
            return dynamicContainer(
                    peer.name(),
                    outcomes.entrySet().stream()
                            .map(outcome -> dynamicTest(outcome.getKey(), () -> {
                                boolean applies = !listed.contains(peer.name() + ": " + outcome.getKey());
                                assertThat(outcome.getValue().isEmpty())
                                        .as(outcome.getValue())
                                        .isEqualTo(applies);
                            })));
        });
    }

    /** What each test of a suite came to: why it failed, or nothing. */
    private static Map<String, String> run(Suite suite) {
        Map<String, String> outcomes = new LinkedHashMap<>();
        Reporter reporter = event -> {
            if (event instanceof TestSucceeded succeeded) {
                outcomes.put(shortened(succeeded.testName()), "");
            } else if (event instanceof TestFailed failed) {
                outcomes.put(shortened(failed.testName()), "It fails: " + failed.message());
            } else if (event instanceof SuiteAborted aborted) {
                outcomes.put("the suite itself", "It fails: " + aborted.message());
            }
        };
        Args$ standard = Args$.MODULE$;
        suite.run(
                Option.empty(),
                standard.apply(
                        reporter,
                        standard.apply$default$2(),
                        standard.apply$default$3(),
                        standard.apply$default$4(),
                        standard.apply$default$5(),
                        standard.apply$default$6(),
                        standard.apply$default$7(),
                        standard.apply$default$8(),
                        standard.apply$default$9(),
                        standard.apply$default$10()));
        assertThat(outcomes).isNotEmpty();
        return outcomes;
    }

    private static String shortened(String name) {
        Matcher prefix = PREFIX.matcher(name);
        return prefix.lookingAt() ? name.substring(prefix.end()) : name;
    }
}
