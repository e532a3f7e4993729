package io.turnstile.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.turnstile.spark.event.DatasetEvent.Action;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** The picture of who waited, computed and read when. */
class StoryTimelineTest {
    private static final StoryTimeline TIMELINE = StoryTimeline.of(List.of(
            step("notebook", Action.COMPUTED, 0, 0, 48, 60),
            step("report", Action.REUSED, 12, 36, 48, 72),
            step("report", Action.REFUSED, 84, 0, 84, 84),
            step("notebook", Action.READ, 84, 0, 84, 96)));

    private static Step step(String role, Action action, int began, int waited, int had, int ended) {
        return new Step(
                role,
                "",
                new Outcome(
                        action,
                        "g",
                        Duration.ofSeconds(waited),
                        Duration.ZERO,
                        0,
                        0,
                        "",
                        "",
                        new Span(at(began), at(had), at(ended))));
    }

    private static Instant at(int second) {
        return Instant.EPOCH.plusSeconds(second);
    }

    @Test
    void everyApplicationHasALineAndEveryStretchItsMark() {
        assertThat(TIMELINE.text().lines())
                .containsExactly(
                        "notebook     " + "█".repeat(48) + "▒".repeat(12) + " ".repeat(24) + "▒".repeat(12),
                        "report       " + " ".repeat(12) + "░".repeat(36) + "▒".repeat(24),
                        "             ░ waits   █ computes   ▒ reads   x is refused   in 96.0 s");
    }

    @Test
    void pictureHasTheSameStretchesInTheSameOrder() throws Exception {
        var rectangles = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(TIMELINE.svg().getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("rect");

        List<String> stretches = IntStream.range(0, rectangles.getLength())
                .mapToObj(i -> rectangles.item(i).getAttributes())
                .map(each -> each.getNamedItem("class").getNodeValue() + " "
                        + each.getNamedItem("x").getNodeValue() + " "
                        + each.getNamedItem("width").getNodeValue())
                .toList();
        assertThat(stretches.subList(0, 5))
                .containsExactly(
                        "compute 110.0 360.0",
                        "read 470.0 90.0",
                        "read 740.0 90.0",
                        "wait 200.0 270.0",
                        "read 470.0 180.0");
        assertThat(stretches).hasSize(5 + 4);
    }
}
