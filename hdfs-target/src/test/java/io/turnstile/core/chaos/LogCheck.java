package io.turnstile.core.chaos;

import io.turnstile.core.chaos.Violation.Kind;
import io.turnstile.core.identity.GenerationName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Whether a dataset's commit log makes sense by itself: each record follows from the one before. */
final class LogCheck {
    private static final Version NONE = new Version(0, "", "fence", "", Set.of(), Set.of(), "");

    private final String dataset;
    private final BiConsumer<Kind, String> report;

    LogCheck(String dataset, BiConsumer<Kind, String> report) {
        this.dataset = dataset;
        this.report = report;
    }

    void check(List<Version> versions) {
        Version before = NONE;
        Set<String> ids = new HashSet<>();
        Set<String> published = new HashSet<>();
        for (Version version : versions) {
            if (version.version() != before.version() + 1) {
                broken(version, "follows version " + before.version());
            }
            if (!ids.add(version.id())) {
                broken(version, "has the id of an earlier record");
            }
            follows(before, version);
            if (version.reason().equals("publish") && !published.add(version.head())) {
                broken(version, "publishes " + version.head() + " again");
            }
            before = version;
        }
    }

    private void follows(Version before, Version version) {
        switch (version.reason()) {
            case "publish" -> {
                long target = GenerationName.parse(version.head())
                        .map(GenerationName::target)
                        .orElse(-1L);
                if (target != version.version()) {
                    broken(version, "publishes " + version.head() + ", which aimed at version " + target);
                }
            }
            case "remove" -> {
                if (!version.head().isEmpty() || before.head().isEmpty()) {
                    broken(version, "removes '" + before.head() + "' and leaves '" + version.head() + "'");
                }
            }
            case "retire", "fence" -> {
                if (!version.head().equals(before.head())) {
                    broken(version, "turns the head '" + before.head() + "' into '" + version.head() + "'");
                }
            }
            default -> broken(version, "has a reason that nobody had");
        }
        for (String generation : before.generations()) {
            boolean there = version.generations().contains(generation);
            boolean retired = before.retired().contains(generation);
            if (!there && !retired) {
                broken(version, "forgets " + generation + ", which could be read");
            }
            if (there && retired && !version.retired().contains(generation)) {
                broken(version, "lets " + generation + " be read again, which was retired");
            }
        }
        if (version.retired().contains(version.head())) {
            broken(version, "retires the head " + version.head());
        }
        if (!version.head().isEmpty() && !version.generations().contains(version.head())) {
            broken(version, "does not list its head " + version.head());
        }
    }

    private void broken(Version version, String what) {
        report.accept(
                Kind.BROKEN_LOG,
                "Version " + version.version() + " of " + dataset + " (" + version.reason() + " by " + version.worker()
                        + ") " + what + ".");
    }
}
