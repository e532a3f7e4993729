package io.turnstile.core.advice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What would have been saved, from all runs of all parts. For one report: it takes parts to be read as it goes. */
final class Overlaps {
    private static final int MOST_NAMES = 5;
    private static final double NEARLY = 0.9;

    private final PartTable parts;
    private final Map<String, Long> runsOfQuery = new HashMap<>();
    private final List<PartRuns> united = new ArrayList<>();

    Overlaps(PartTable parts) {
        this.parts = parts;
        Map<String, List<PartRuns>> ofDataset = new LinkedHashMap<>();
        for (PartRuns part : parts.all()) {
            runsOfQuery.merge(part.key.query(), (long) part.count(), Long::sum);
            ofDataset
                    .computeIfAbsent(part.key.dataset(), met -> new ArrayList<>())
                    .add(part);
        }
        for (List<PartRuns> same : ofDataset.values()) {
            PartRuns all = PartRuns.uniting(same);
            if (same.size() > 1 && all.count() > 1) {
                united.add(all);
            }
        }
    }

    /** How often the same was computed from other versions of its inputs. */
    private long otherRuns(PartRuns part) {
        return part.united.isEmpty()
                ? runsOfQuery.getOrDefault(part.key.query(), 0L) - part.ownCount()
                : part.united.stream().mapToLong(this::otherRuns).sum();
    }

    /** A row with what it adds to the sum, in nanoseconds. */
    record Saving(AdviceRow row, double nanos) {}

    /** Parts that were computed again from the same inputs, what saves most first; of those that always ran together, one. */
    List<Saving> overlapping() {
        List<PartRuns> chosen = new ArrayList<>(representatives());
        chosen.addAll(united);
        Map<PartRuns, Double> saved = new HashMap<>();
        chosen.forEach(part -> saved.put(part, part.saved()));
        chosen.removeIf(part -> chosen.stream().anyMatch(other -> serves(other, part)));
        chosen.sort(Comparator.comparing((PartRuns part) -> saved.getOrDefault(part, 0.0))
                .reversed());
        List<Saving> rows = new ArrayList<>();
        for (PartRuns part : chosen) {
            double besides = part.saved();
            rows.add(new Saving(row(part, saved.getOrDefault(part, 0.0), besides), Math.max(0, besides)));
            if (besides > 0) {
                part.read();
            }
        }
        return rows;
    }

    /** Whether a dataset with more columns would do as well. */
    private static boolean serves(PartRuns wider, PartRuns part) {
        return wider.has(part) && wider.count() >= part.count() && wider.saved() >= NEARLY * part.saved();
    }

    /** The largest of parts that are in one another in every run, or a smaller one that would have saved more. */
    private Set<PartRuns> representatives() {
        List<PartRuns> repeated = new ArrayList<>(
                parts.all().stream().filter(part -> part.count() > 1).toList());
        repeated.sort(Comparator.comparing(part -> part.nodes));
        Map<PartKey, PartRuns> best = new LinkedHashMap<>();
        Set<PartRuns> chosen = new LinkedHashSet<>();
        for (PartRuns part : repeated) {
            PartRuns own = better(part, best.get(part.key));
            PartRuns around = parts.get(part.alwaysWithin());
            if (around != null && around != part && around.count() == part.count() && around.nodes >= part.nodes) {
                best.merge(around.key, own, Overlaps::better);
            } else {
                chosen.add(own);
            }
        }
        return chosen;
    }

    /** The first, unless the second saves more. */
    private static PartRuns better(PartRuns larger, @Nullable PartRuns other) {
        return other != null && other.saved() > larger.saved() ? other : larger;
    }

    /** Parts that ran from other inputs each time, what took longest first. */
    List<AdviceRow> movedOn() {
        Map<String, List<PartRuns>> byQuery = new LinkedHashMap<>();
        for (PartRuns part : parts.all()) {
            if (runsOfQuery.getOrDefault(part.key.query(), 0L) > 1) {
                byQuery.computeIfAbsent(part.key.query(), query -> new ArrayList<>())
                        .add(part);
            }
        }
        byQuery.values().removeIf(versions -> versions.stream().anyMatch(part -> part.count() > 1));
        Set<String> inside = new HashSet<>();
        byQuery.forEach((query, versions) -> {
            for (PartRuns version : versions) {
                PartKey around = version.alwaysWithin();
                if (around != null
                        && byQuery.containsKey(around.query())
                        && !around.query().equals(query)) {
                    inside.add(query);
                }
            }
        });
        byQuery.keySet().removeAll(inside);
        return byQuery.values().stream()
                .map(versions -> versions.get(versions.size() - 1))
                .sorted(Comparator.comparing(PartRuns::median).reversed())
                .map(part -> row(part, 0, 0))
                .toList();
    }

    private AdviceRow row(PartRuns part, double saved, double besides) {
        return new AdviceRow(
                part.key.rows(),
                part.text,
                part.sql,
                part.columns.stream().sorted().toList(),
                part.moreColumns,
                part.inputs,
                part.count(),
                otherRuns(part),
                names(part.inOrder().stream().map(run -> run.query.application().name())),
                names(part.inOrder().stream().map(run -> run.query.application().user())),
                AdviceRow.duration(part.median()),
                AdviceRow.duration(part.toCompute()),
                AdviceRow.duration(part.toWrite()),
                AdviceRow.duration(part.toRead()),
                AdviceRow.duration(Math.max(0, saved)),
                AdviceRow.duration(Math.max(0, besides)),
                names(part.inOrder().stream()
                        .map(run -> "\"" + run.query.text() + "\" of "
                                + run.query.application().name())));
    }

    private static List<String> names(Stream<String> all) {
        return all.distinct().limit(MOST_NAMES).toList();
    }
}
