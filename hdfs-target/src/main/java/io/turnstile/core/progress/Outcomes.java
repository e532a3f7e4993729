package io.turnstile.core.progress;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of outcomes: one line at INFO for what came of a call, of at most 200 characters. */
public final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final int LONGEST = 200;

    private Outcomes() {}

    /** This application has computed and published it. */
    public static void computed(DatasetKey key, Generation generation, Duration waited) {
        say(() -> "Computed %s: %s, %s; waited %s, computed for %s"
                .formatted(key, generation.name(), rows(generation), shown(waited), shown(generation.computeTime())));
    }

    /** A write has found it. */
    public static void reused(DatasetKey key, Generation generation, Duration waited) {
        say(() -> "Reused %s: %s, %s; waited %s, saved %s of computing"
                .formatted(key, generation.name(), rows(generation), shown(waited), shown(generation.computeTime())));
    }

    /** It was opened for reading. */
    public static void read(DatasetKey key, Generation generation, Duration waited) {
        say(() -> "Read %s: %s, %s; waited %s, saved %s of computing"
                .formatted(key, generation.name(), rows(generation), shown(waited), shown(generation.computeTime())));
    }

    /**
     * A computation begins, because the one that was waited for has come to nothing.
     *
     * @param why as a sentence goes on
     */
    public static void takenOver(DatasetKey key, Duration waited, String why) {
        say(() -> "Taking over %s: waited %s, and %s".formatted(key, shown(waited), why));
    }

    /** What was computed here is not used: somebody else was first. A warning, since others' rows are read from now on. */
    public static void lost(DatasetKey key, Generation winner, Duration computed) {
        LOG.warn(cut(
                "Lost %s to another, after computing for %s: it was published by %s in the meantime; using %s instead of ours"
                        .formatted(key, shown(computed), winner.publishedBy(), winner.name())));
    }

    /** A rerun or a removal was refused. */
    public static void refused(DatasetKey key, Generation head, String action) {
        say(() -> "Refused to %s %s: %s is kept, computed for %s"
                .formatted(action, key, head.name(), shown(head.computeTime())));
    }

    /** Files were deleted. */
    public static void collected(DatasetKey key, long generations, long bytes) {
        say(() -> String.format(
                Locale.ROOT,
                "Collected %s: deleted %d generation%s, %,d bytes",
                key,
                generations,
                generations == 1 ? "" : "s",
                bytes));
    }

    private static String rows(Generation generation) {
        long rows = generation.size().rows();
        return rows < 0 ? "rows not counted" : String.format(Locale.ROOT, "%,d row%s", rows, rows == 1 ? "" : "s");
    }

    private static String shown(Duration duration) {
        return Durations.shown(duration);
    }

    /** Every read has one, and most logs want none. */
    private static void say(Supplier<String> outcome) {
        if (LOG.isInfoEnabled()) {
            LOG.info(cut(outcome.get()));
        }
    }

    private static String cut(String line) {
        return line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line;
    }
}
