package io.turnstile.core.chaos;

import io.turnstile.core.chaos.Operation.Outcome;
import io.turnstile.core.chaos.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges a history: what the operations say, against the commit logs as they are in the end.
 *
 * <p>Nobody saw when a record was created. It is known that it was within its author's call and between its neighbours; a
 * read is right if what it returned <em>can</em> have been the head at some moment of the read. So every violation is
 * one, and a very late answer may go unnoticed where calls overlap.
 */
final class Checker {
    private final List<Operation> operations;
    private final Map<String, List<Version>> logs;
    private final List<Disturbance> disturbances;
    private final long lease;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(
            List<Operation> operations,
            Map<String, List<Version>> logs,
            List<Disturbance> disturbances,
            Duration lease) {
        this.operations = operations;
        this.logs = logs;
        this.disturbances = disturbances;
        this.lease = lease.toNanos();
    }

    /**
     * All that is wrong.
     *
     * @param operations in any order
     * @param logs all records of each dataset, in order
     * @param disturbances in any order
     * @param lease how long pins outlive their worker
     */
    static List<Violation> check(
            List<Operation> operations,
            Map<String, List<Version>> logs,
            List<Disturbance> disturbances,
            Duration lease) {
        Checker checker = new Checker(operations, logs, disturbances, lease);
        logs.keySet().forEach(checker::checkDataset);
        operations.forEach(checker::checkByItself);
        return checker.violations;
    }

    private void checkDataset(String dataset) {
        List<Version> versions = logs.getOrDefault(dataset, List.of());
        List<Operation> mine =
                operations.stream().filter(o -> o.dataset().equals(dataset)).toList();
        new LogCheck(dataset, this::report).check(versions);
        Map<String, Operation> writers = writers(mine);
        Map<String, Operation> removers = removers(mine);
        checkClaims(versions, mine);
        Authors authors = new Authors(versions, mine, writers, removers);
        for (Version version : versions) {
            if (version.reason().equals("publish") && !writers.containsKey(version.head())) {
                report(
                        Kind.PUBLISHED_BY_NOBODY,
                        "Version " + version.version() + " of " + dataset + " publishes " + version.head()
                                + ", which no operation was about to publish.");
            }
            if (version.reason().equals("remove") && !authors.mayHaveRemoved(version)) {
                report(
                        Kind.REMOVED_BY_NOBODY,
                        "Version " + version.version() + " of " + dataset + " removes it, and no operation of "
                                + version.worker() + " says so or may have.");
            }
        }
        Timeline timeline = new Timeline(versions, authors);
        mine.forEach(operation -> checkAgainst(timeline, writers, operation));
    }

    /** By the generation that it was to publish. */
    private Map<String, Operation> writers(List<Operation> mine) {
        Map<String, Operation> writers = new HashMap<>();
        for (Operation operation : mine) {
            @Nullable
            Operation other = operation.own().isEmpty() ? null : writers.putIfAbsent(operation.own(), operation);
            if (other != null) {
                report(Kind.PUBLISHED_TWICE, "Two operations had one generation: " + other + "; " + operation);
            }
        }
        return writers;
    }

    private Map<String, Operation> removers(List<Operation> mine) {
        Map<String, Operation> removers = new HashMap<>();
        for (Operation operation : mine) {
            @Nullable
            Operation other =
                    operation.outcome() == Outcome.REMOVED ? removers.putIfAbsent(operation.seen(), operation) : null;
            if (other != null) {
                report(Kind.LOST_REMOVE, "Two operations removed one generation: " + other + "; " + operation);
            }
        }
        return removers;
    }

    /** What operations say for certain about what they published or removed, against the log. */
    private void checkClaims(List<Version> versions, List<Operation> mine) {
        Map<String, Operation> claims = new HashMap<>();
        for (Operation operation : mine) {
            boolean published = versions.stream()
                    .anyMatch(v -> v.reason().equals("publish") && v.head().equals(operation.own()));
            if (operation.outcome() == Outcome.PUBLISHED) {
                if (!published || !operation.seen().equals(operation.own())) {
                    report(Kind.LOST_PUBLISH, "No record publishes what was said to be published: " + operation);
                }
                // A generation's name begins with the version that it aims at: g-00000007-…
                String version = operation.own().replaceAll("-[^-]*$", "");
                @Nullable Operation other = claims.putIfAbsent(version, operation);
                if (other != null) {
                    report(Kind.PUBLISHED_TWICE, "Two operations claim one version: " + other + "; " + operation);
                }
            } else if (published && operation.outcome() != Outcome.UNKNOWN) {
                report(Kind.FALSE_FAILURE, "It was published, and its author was told otherwise: " + operation);
            }
            if (operation.outcome() == Outcome.REMOVED && !removes(versions, operation.seen())) {
                report(Kind.LOST_REMOVE, "No record removes what was said to be removed: " + operation);
            }
        }
    }

    private static boolean removes(List<Version> versions, String generation) {
        for (int i = 1; i < versions.size(); i++) {
            if (versions.get(i).reason().equals("remove")
                    && versions.get(i - 1).head().equals(generation)) {
                return true;
            }
        }
        return false;
    }

    private void checkAgainst(Timeline timeline, Map<String, Operation> writers, Operation operation) {
        switch (operation.outcome()) {
            case READ -> {
                checkHead(timeline, operation.seen(), operation);
                Operation writer = writers.get(operation.seen());
                if (writer != null && !writer.id().equals(operation.detail())) {
                    report(Kind.WRONG_CONTENT, "It read what is not that generation's: " + operation + "; " + writer);
                }
            }
            case REUSED, PUBLISHED, REMOVED, LOST_FILES -> checkHead(timeline, operation.seen(), operation);
            case NOTHING_THERE -> checkHead(timeline, "", operation);
            default -> {}
        }
    }

    private void checkHead(Timeline timeline, String head, Operation operation) {
        if (timeline.possibleHead(head, operation.begin(), operation.sawHeadBy())) {
            return;
        }
        if (head.isEmpty()) {
            report(Kind.FALSELY_ABSENT, "There was a head all the while: " + operation);
        } else if (timeline.everHead(head) && timeline.certainlyOver(head, operation.begin())) {
            report(Kind.STALE, "It was told of a generation that was superseded before: " + operation);
        } else {
            report(Kind.NEVER_THE_HEAD, "It was told of a generation that was not the head by then: " + operation);
        }
    }

    private void checkByItself(Operation operation) {
        switch (operation.outcome()) {
            case WRONG_CONTENT -> report(Kind.WRONG_CONTENT, "It read what nobody wrote so: " + operation);
            case ERROR -> report(Kind.UNEXPECTED_ERROR, "It failed in a way that nobody is told of: " + operation);
            case LOST_FILES -> {
                if (disturbances.stream().noneMatch(d -> excusesLoss(d, operation))) {
                    report(Kind.LOST_FILES, "It was alive and connected, and lost its files: " + operation);
                }
            }
            case UNKNOWN -> {
                boolean killed = disturbances.stream()
                        .anyMatch(d -> d.kind() == Disturbance.Kind.KILLED
                                && d.worker().equals(operation.worker())
                                && d.to() >= operation.begin());
                if (operation.end() == Long.MAX_VALUE && !killed) {
                    report(Kind.HANGS, "It never ended, and nobody killed its worker: " + operation);
                }
            }
            default -> {}
        }
    }

    /** Readers that live are promised their files, whatever becomes of Redis: they pin again, and who collects waits for that. */
    private boolean excusesLoss(Disturbance disturbance, Operation reader) {
        return switch (disturbance.kind()) {
            case STOPPED, STALLED ->
                disturbance.worker().equals(reader.worker())
                        && disturbance.overlaps(reader.begin() - lease, reader.end());
            case KILLED, REDIS_RESTARTED, REDIS_PAUSED, REDIS_FLUSHED -> false;
        };
    }

    private void report(Kind kind, String sentence) {
        violations.add(new Violation(kind, sentence));
    }
}
