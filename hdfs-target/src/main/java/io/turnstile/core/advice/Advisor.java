package io.turnstile.core.advice;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads event logs of Spark's, and tells what caching would have saved. Needs memory for the runs of parts, some hundred bytes for
 * each, and not for the logs, however large they are. For one report; not thread-safe.
 */
public final class Advisor {
    private static final int MOST_PARTS = 50_000;

    private final PartTable parts;
    private final Set<String> applications = new HashSet<>();
    private final List<String> unreadable = new ArrayList<>();
    private long logs;
    private long queries;
    private long silentQueries;
    private long stagesWithoutTime;
    private long damagedLines;
    private double nanos;
    private double nanosTold;

    private Advisor(int mostParts) {
        this.parts = new PartTable(mostParts);
    }

    /**
     * Reads all logs in a directory, those of applications that still run as far as they go.
     *
     * @param path what {@code spark.eventLog.dir} is, or one log
     * @throws java.io.FileNotFoundException if it is not there
     * @throws IOException if it cannot be listed; a log that cannot be read is told of in the report
     */
    public static AdviceReport read(Path path, Configuration configuration) throws IOException {
        return read(path, configuration, MOST_PARTS);
    }

    static AdviceReport read(Path path, Configuration configuration, int mostParts) throws IOException {
        Advisor advisor = new Advisor(mostParts);
        for (EventLog log : EventLog.in(path, configuration)) {
            advisor.add(log);
        }
        return advisor.report();
    }

    private void add(EventLog log) {
        ApplicationLog application = new ApplicationLog(log.name(), parts);
        for (Path file : log.files()) {
            try (InputStream in = LogContent.open(log.fileSystem(), file)) {
                add(new EventLines(in, ApplicationLog.EVENTS), application);
            } catch (EOFException cutOff) {
                // Whoever writes it has not come further, or never will.
                damagedLines++;
            } catch (IOException failure) {
                unreadable.add(file.getName() + ": " + failure.getMessage());
            }
        }
        if (application.told() + application.untold() > 0 || application.nanos() > 0) {
            applications.add(application.application().id());
        }
        logs++;
        queries += application.told();
        silentQueries += application.untold();
        stagesWithoutTime += application.stagesWithoutTime();
        nanos += application.nanos();
        nanosTold += application.nanosTold();
    }

    private void add(EventLines lines, ApplicationLog application) throws IOException {
        try {
            for (EventLines.Line line = lines.next(); line != null; line = lines.next()) {
                try {
                    application.add(line);
                } catch (IOException damaged) {
                    damagedLines++;
                }
            }
        } finally {
            damagedLines += lines.damaged();
        }
    }

    private AdviceReport report() {
        Overlaps overlaps = new Overlaps(parts);
        List<Overlaps.Saving> overlapping = overlaps.overlapping();
        return new AdviceReport(
                logs,
                applications.size(),
                queries,
                silentQueries,
                AdviceRow.duration(nanos),
                AdviceRow.duration(nanosTold),
                AdviceRow.duration(
                        overlapping.stream().mapToDouble(Overlaps.Saving::nanos).sum()),
                overlapping.stream().map(Overlaps.Saving::row).toList(),
                overlaps.movedOn(),
                damagedLines,
                stagesWithoutTime,
                parts.forgotten(),
                List.copyOf(unreadable));
    }
}
