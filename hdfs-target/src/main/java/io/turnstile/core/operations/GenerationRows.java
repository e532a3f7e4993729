package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Reason;
import io.turnstile.core.history.Versions;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.lock.LockServiceUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The builder of the generations listing: the versions of a dataset, and what became of the generation that each made
 * the head.
 */
final class GenerationRows {
    private final CachedDataset dataset;
    private final Versions versions;

    GenerationRows(CachedDataset dataset, Versions versions) {
        this.dataset = dataset;
        this.versions = versions;
    }

    List<GenerationRow> rows() throws IOException {
        List<GenerationRow> rows = new ArrayList<>();
        versions.records().forEach(record -> rows.add(row(record)));
        versions.damaged()
                .forEach((version, problem) -> rows.add(new GenerationRow(
                        version, "damaged", null, null, null, null, null, null, null, null, problem)));
        List<GenerationName> unpublished = versions.directories().stream()
                .filter(name -> !versions.state().names(name)
                        && !versions.damaged().containsKey(name.target())
                        && versions.records().stream().noneMatch(record -> record.names(name)))
                .toList();
        for (GenerationName name : unpublished) {
            rows.add(new GenerationRow(
                    name.target(),
                    null,
                    name.toString(),
                    unpublishedState(name),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        dataset.lastFailure()
                .ifPresent(failed -> rows.add(new GenerationRow(
                        failed.target(),
                        "failed",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        failed.at(),
                        failed.by().toString(),
                        failed.cause())));
        rows.sort(Comparator.comparingLong(GenerationRow::version));
        return rows;
    }

    private String unpublishedState(GenerationName name) throws IOException {
        try {
            return name.target() > versions.state().version()
                            && dataset.holder().isPresent()
                    ? "being written"
                    : "never published";
        } catch (LockServiceUnavailableException away) {
            return "not published";
        }
    }

    private GenerationRow row(CommitRecord record) {
        boolean makesHead = record.reason() == Reason.PUBLISH || record.reason() == Reason.ROLLBACK;
        Optional<Generation> made = makesHead ? record.head() : Optional.empty();
        return new GenerationRow(
                record.version(),
                record.reason().text(),
                made.map(generation -> generation.name().toString()).orElse(null),
                made.map(generation -> state(generation.name())).orElse(null),
                made.map(GenerationRows::counted).orElse(null),
                made.map(generation -> generation.size().bytes()).orElse(null),
                made.map(Generation::computeTime).orElse(null),
                made.map(Generation::executorTime).orElse(null),
                record.at(),
                record.by().toString(),
                record.note().isEmpty() ? null : record.note());
    }

    private String state(GenerationName name) {
        if (name.equals(versions.state().headName())) {
            return "head";
        }
        if (!versions.directories().contains(name)) {
            return "deleted";
        }
        return versions.state().readable(name).isPresent() ? "superseded" : "retired";
    }

    /** Its rows; null if nobody counted. */
    static @Nullable Long counted(Generation generation) {
        return generation.size().rows() < 0 ? null : generation.size().rows();
    }
}
