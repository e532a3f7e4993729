package io.turnstile.spark.reuse;

import io.turnstile.core.option.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one query reads in place of computing it, and one line that tells of it. Not thread-safe. */
final class ReuseReport implements Verdicts {
    private static final Logger LOG = LoggerFactory.getLogger(ReuseReport.class);
    private static final int LONGEST = 200;

    private final List<PartsInDatasets.Hit> hits = new ArrayList<>();

    @Override
    public void reused(PartsInDatasets.Hit hit) {
        hits.add(hit);
    }

    /** One line at INFO, of at most 200 characters; none if there is nothing to tell. */
    void tell() {
        if (hits.isEmpty()) {
            return;
        }
        Duration saved =
                hits.stream().map(hit -> hit.generation().computeTime()).reduce(Duration.ZERO, Duration::plus);
        String datasets = hits.stream()
                .map(hit -> hit.found().dataset().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        String line = "A query reads " + hits.size() + (hits.size() == 1 ? " part" : " parts")
                + " from what was computed before, which saves " + Durations.shown(saved) + " of computing: "
                + datasets;
        LOG.info("{}", line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line);
    }
}
