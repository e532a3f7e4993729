package io.turnstile.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The parameters of a benchmark run, as a row is given them.
 *
 * @param scale how much time it may take
 * @param work an empty directory for what it writes; removed afterwards
 */
public record Setting(Scale scale, Path work) {
    /** How much is measured. */
    public enum Scale {
        /** A sample of each row: all of them in five minutes on two cores. */
        QUICK,
        /** As the claim says it. */
        FULL
    }

    /** For a JVM that, as a sample, compiles more than it runs: options with which that is sooner done. */
    public List<String> optionsOfShortRuns() {
        return scale == Scale.QUICK ? List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC") : List.of();
    }

    /** One of the two, by scale. */
    public int pick(int quick, int full) {
        return scale == Scale.QUICK ? quick : full;
    }
}
