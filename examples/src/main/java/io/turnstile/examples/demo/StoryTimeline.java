package io.turnstile.examples.demo;

import io.turnstile.spark.event.DatasetEvent.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The picture of what each application did when: a line for each, as text and as SVG. */
final class StoryTimeline {
    private static final int COLUMNS = 96;
    private static final int WIDTH = 720;
    private static final int LEFT = 110;
    private static final int LINE = 34;

    /** What an application does for a while: its mark in the text, its class in the picture, its words in both. */
    private enum Doing {
        WAITS('\u2591', "wait"),
        COMPUTES('\u2588', "compute"),
        READS('\u2592', "read"),
        IS_REFUSED('x', "refused");

        private final char mark;
        private final String style;

        Doing(char mark, String style) {
            this.mark = mark;
            this.style = style;
        }

        private String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private record Stretch(Doing doing, Instant from, Instant to) {}

    private final Map<String, List<Stretch>> stretches = new LinkedHashMap<>();
    private final Instant start;
    private final Duration length;

    private StoryTimeline(List<Step> steps) {
        for (Step step : steps) {
            stretches.computeIfAbsent(step.role(), role -> new ArrayList<>()).addAll(stretches(step));
        }
        start = steps.stream()
                .map(step -> step.outcome().span().began())
                .min(Instant::compareTo)
                .orElseThrow();
        Instant end = steps.stream()
                .map(step -> step.outcome().span().ended())
                .max(Instant::compareTo)
                .orElseThrow();
        length = Duration.between(start, end).plusMillis(1);
    }

    /** Of what was done; applications are in the order in which they come first. */
    static StoryTimeline of(List<Step> steps) {
        return new StoryTimeline(steps);
    }

    /** Who waits does so until there is something to compute or to read; and in the end all read. */
    private static List<Stretch> stretches(Step step) {
        Outcome outcome = step.outcome();
        Span span = outcome.span();
        List<Stretch> found = new ArrayList<>();
        if (outcome.action() == Action.COMPUTED) {
            Instant waited = span.began().plus(outcome.waited());
            found.add(new Stretch(Doing.WAITS, span.began(), waited));
            found.add(new Stretch(Doing.COMPUTES, waited, span.had()));
        } else if (outcome.action() == Action.REFUSED) {
            found.add(new Stretch(Doing.IS_REFUSED, span.began(), span.had()));
        } else {
            found.add(new Stretch(Doing.WAITS, span.had().minus(outcome.waited()), span.had()));
        }
        found.add(new Stretch(Doing.READS, span.had(), span.ended()));
        found.removeIf(each -> !each.from().isBefore(each.to()));
        return found;
    }

    private double place(Instant time, int width) {
        return width * (double) Duration.between(start, time).toMillis() / length.toMillis();
    }

    /** As text, with what the marks mean; every stretch has one mark at least. */
    String text() {
        StringBuilder text = new StringBuilder();
        stretches.forEach((role, list) -> {
            char[] line = " ".repeat(COLUMNS).toCharArray();
            for (Stretch each : list) {
                int from = (int) Math.min(COLUMNS - 1, Math.round(place(each.from(), COLUMNS)));
                int to = Math.max(from + 1, (int) Math.round(place(each.to(), COLUMNS)));
                for (int column = from; column < Math.min(to, COLUMNS); column++) {
                    line[column] = each.doing().mark;
                }
            }
            text.append("%-11s  ".formatted(role))
                    .append(new String(line).stripTrailing())
                    .append('\n');
        });
        text.append(" ".repeat(13));
        for (Doing doing : Doing.values()) {
            text.append(doing.mark).append(' ').append(doing.words()).append("   ");
        }
        return text + "in " + Outcome.seconds(length) + "\n";
    }

    /** As SVG, for a light and a dark page. */
    String svg() {
        int height = LINE * stretches.size() + 44;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 %d" role="img" font-family="system-ui, sans-serif" font-size="14">
                <title>What each application did when</title>
                <style>
                text { fill: #1f2328 } .small { fill: #59636e; font-size: 12px } .line { stroke: #d1d9e0 }
                .compute { fill: #1a7f6b } .wait { fill: #c6ced6 } .read { fill: #4d8fd6 } .refused { fill: #cf5b4b }
                @media (prefers-color-scheme: dark) {
                text { fill: #e6edf3 } .small { fill: #9198a1 } .line { stroke: #30363d }
                .compute { fill: #3fb68b } .wait { fill: #444c56 } .read { fill: #6cb0f5 } .refused { fill: #f0806f } }
                </style>
                """.formatted(height));
        int top = 10;
        for (Map.Entry<String, List<Stretch>> each : stretches.entrySet()) {
            svg.append("<text x=\"16\" y=\"%d\">%s</text>\n".formatted(top + 17, each.getKey()));
            svg.append("<path class=\"line\" d=\"M%d %dh%d\"/>\n".formatted(LEFT, top + 12, WIDTH));
            for (Stretch stretch : each.getValue()) {
                double from = place(stretch.from(), WIDTH);
                svg.append("<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"24\" rx=\"3\"/>\n"
                        .formatted(
                                stretch.doing().style,
                                LEFT + from,
                                top,
                                Math.max(2, place(stretch.to(), WIDTH) - from)));
            }
            top += LINE;
        }
        int left = LEFT;
        for (Doing doing : Doing.values()) {
            svg.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"14\" height=\"14\" rx=\"3\"/>\n"
                    .formatted(doing.style, left, top + 6));
            svg.append("<text class=\"small\" x=\"%d\" y=\"%d\">%s</text>\n"
                    .formatted(left + 20, top + 17, doing.words()));
            left += 110;
        }
        return svg.append("<text class=\"small\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n</svg>\n"
                        .formatted(LEFT + WIDTH, top + 17, Outcome.seconds(length)))
                .toString();
    }
}
