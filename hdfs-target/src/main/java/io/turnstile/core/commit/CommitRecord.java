package io.turnstile.core.commit;

import io.turnstile.core.identity.Application;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.identity.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The commit record of one version: the dataset's whole state, and why and by whom it was made so. The methods that
 * give the next record change nothing by themselves; {@link CommitLog#append} does.
 *
 * @param version 1 for the first record; 0 stands for the state before it
 * @param id tells this record from any other that aimed at the same version
 * @param reason why it was written
 * @param headName the generation that readers get, or null if there is none
 * @param generations the head and all others whose files may still be there
 * @param at by the author's clock; for people
 * @param by the author
 * @param note what the author had to say; may be empty
 */
public record CommitRecord(
        long version,
        String id,
        Reason reason,
        @Nullable GenerationName headName,
        List<Generation> generations,
        Instant at,
        Application by,
        String note) {
    /** The state of a dataset that has no record. */
    public static final CommitRecord NONE =
            new CommitRecord(0, "", Reason.FENCE, null, List.of(), Instant.EPOCH, new Application("", "", "", ""), "");

    public CommitRecord {
        generations = List.copyOf(generations);
    }

    /** The author of a record: who writes it, when by its own clock, and what it has to say. */
    public record Author(Application application, Instant at, String note) {
        public Author(Application application) {
            this(application, Instant.now().truncatedTo(ChronoUnit.MILLIS), "");
        }

        /** The same with something to say. */
        public Author with(String what) {
            return new Author(application, at, what);
        }
    }

    /** The generation that readers get. */
    public Optional<Generation> head() {
        return generations.stream().filter(g -> g.name().equals(headName)).findFirst();
    }

    /** How long the latest generation of those that are listed took to compute; zero if none is known. */
    public Duration lastComputeTime() {
        return generations.stream()
                .max(Comparator.comparingLong(Generation::version))
                .map(Generation::computeTime)
                .orElse(Duration.ZERO);
    }

    /** A generation that may be read, be it the head or an earlier one. */
    public Optional<Generation> readable(GenerationName name) {
        return generations.stream()
                .filter(g -> g.name().equals(name) && !g.retired())
                .findFirst();
    }

    /** Those that may be read: the head, and of the earlier ones the newest, as many as may be in all. */
    public List<Generation> readable(int atMost) {
        return generations.stream()
                .filter(generation -> !generation.retired())
                .sorted(Comparator.comparing((Generation each) -> !each.name().equals(headName))
                        .thenComparing(
                                Comparator.comparingLong(Generation::version).reversed()))
                .limit(atMost)
                .toList();
    }

    /** Whether this version names the generation at all; if not, and its target is not above, nobody ever will. */
    public boolean names(GenerationName name) {
        return generations.stream().anyMatch(g -> g.name().equals(name));
    }

    /** The next record, with {@code generation} as the head; the present head is superseded since {@code now}. */
    public CommitRecord publish(Generation generation, @Nullable Stamp now, Author author) {
        List<Generation> all = supersede(now);
        all.add(generation);
        return next(Reason.PUBLISH, generation.name(), all, author);
    }

    /** The next record, without a head. Deletes no file. */
    public CommitRecord remove(Reason reason, @Nullable Stamp now, Author author) {
        return next(reason, null, supersede(now), author);
    }

    /** The next record, with an earlier generation as the head. @throws IllegalArgumentException if it is retired */
    public CommitRecord rollback(GenerationName earlier, @Nullable Stamp now, Author author) {
        if (readable(earlier).isEmpty()) {
            throw new IllegalArgumentException("Cannot roll back to " + earlier + ": it is retired");
        }
        List<Generation> all = supersede(now);
        all.replaceAll(g -> g.name().equals(earlier) ? g.since(null) : g);
        return next(Reason.ROLLBACK, earlier, all, author);
    }

    /** The same state at a later version, whose own record cannot be understood. */
    CommitRecord asOf(long later) {
        return new CommitRecord(later, id, reason, headName, generations, at, by, note);
    }

    /**
     * The same state with generations that no record tells of any more, listed as retired since {@code now}: somebody may
     * be reading them, so their files follow when no pin is on them.
     */
    public CommitRecord keeping(Set<GenerationName> unknown, @Nullable Stamp now, Application finder) {
        List<Generation> all = new ArrayList<>(generations);
        for (GenerationName name : unknown) {
            if (!names(name)) {
                all.add(new Generation(
                        name,
                        name.target(),
                        new Generation.Size(-1, 0, 0),
                        "",
                        Parameters.NONE,
                        "",
                        Duration.ZERO,
                        null,
                        null,
                        "",
                        at,
                        finder,
                        true,
                        now));
            }
        }
        return new CommitRecord(version, id, reason, headName, all, at, by, note);
    }

    /** The next record, in which nothing but the version is new. */
    public CommitRecord fence(Author author) {
        return next(Reason.FENCE, headName, generations, author);
    }

    /**
     * The next record, with some generations retired, some stamped anew, and some no longer listed.
     *
     * @param retire to be retired since {@code now}; never the head
     * @param restamp to be taken as superseded or retired since {@code now}, their own stamp being of no use
     * @param forget retired ones whose files are gone
     */
    public CommitRecord retire(
            Set<GenerationName> retire,
            Set<GenerationName> restamp,
            Set<GenerationName> forget,
            Stamp now,
            Author author) {
        if (headName != null && (retire.contains(headName) || forget.contains(headName))) {
            throw new IllegalArgumentException("Cannot retire the head " + headName);
        }
        List<Generation> all = new ArrayList<>(generations);
        all.removeIf(g -> forget.contains(g.name()));
        all.replaceAll(when(retire, g -> g.retiredSince(now)));
        all.replaceAll(when(restamp, g -> g.since(now)));
        return next(Reason.RETIRE, headName, all, author);
    }

    private static UnaryOperator<Generation> when(Set<GenerationName> names, UnaryOperator<Generation> change) {
        return g -> names.contains(g.name()) ? change.apply(g) : g;
    }

    private List<Generation> supersede(@Nullable Stamp now) {
        List<Generation> all = new ArrayList<>(generations);
        all.replaceAll(g -> Objects.equals(g.name(), headName) ? g.since(now) : g);
        return all;
    }

    private CommitRecord next(Reason why, @Nullable GenerationName newHead, List<Generation> all, Author author) {
        return new CommitRecord(
                version + 1,
                UUID.randomUUID().toString(),
                why,
                newHead,
                all,
                author.at(),
                author.application(),
                author.note());
    }
}
