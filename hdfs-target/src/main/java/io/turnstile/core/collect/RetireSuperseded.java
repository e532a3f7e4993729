package io.turnstile.core.collect;

import io.turnstile.core.collect.CollectionReport.Action;
import io.turnstile.core.collect.CollectionReport.Step;
import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Stamp;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.identity.GenerationName;
import io.turnstile.core.storage.Entry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The expiry of superseded generations by retirement: those that have been so for the retention may never be read or
 * published again. Deletes nothing. A crash before the record leaves all as it was, one after it leaves files that a
 * later round deletes.
 */
final class RetireSuperseded {
    private final DatasetContext context;
    private final List<Action> actions;

    /** @param actions where it says what it does */
    RetireSuperseded(DatasetContext context, List<Action> actions) {
        this.context = context;
        this.actions = actions;
    }

    /**
     * The record that retires what is due. A generation whose age is unknown, since the lock service's memory has been broken
     * meanwhile, is stamped anew.
     *
     * @param entries of the commit log's directory
     * @param now the lock service's time
     * @return empty if there is nothing to say
     */
    Optional<CommitRecord> next(CommitRecord record, List<Entry> entries, Stamp now) {
        Set<GenerationName> retire = new HashSet<>();
        Set<GenerationName> restamp = new HashSet<>();
        Set<GenerationName> forget = new HashSet<>();
        Duration retention = context.options().retention();
        Set<GenerationName> surplus = surplus(record);
        for (Generation generation : record.generations()) {
            GenerationName name = generation.name();
            if (name.equals(record.headName())) {
                continue;
            }
            if (generation.retired()
                    && entries.stream().noneMatch(entry -> entry.name().equals(name.toString()))) {
                forget.add(name);
            } else if (surplus.contains(name)) {
                retire.add(name);
                actions.add(new Action(
                        name.toString(),
                        Step.RETIRE,
                        "superseded, and no more than " + context.options().retentionGenerations()
                                + " generations are to be read",
                        0,
                        null));
            } else if (age(generation, now).isEmpty()) {
                restamp.add(name);
                if (!generation.retired()) {
                    actions.add(kept(generation, "superseded, and its age is counted from now", retention));
                }
            } else if (!generation.retired() && isAged(generation, now, retention)) {
                retire.add(name);
                actions.add(
                        new Action(name.toString(), Step.RETIRE, "superseded for longer than the retention", 0, null));
            } else if (!generation.retired()) {
                actions.add(kept(generation, "superseded, within the retention", left(generation, now, retention)));
            }
        }
        // Forgetting alone is not worth a record: it rides along with the next one that is.
        return retire.isEmpty() && restamp.isEmpty()
                ? Optional.empty()
                : Optional.of(record.retire(retire, restamp, forget, now, context.author()));
    }

    /** Those that are too many of what can be read: the earliest, and never the head. */
    private Set<GenerationName> surplus(CommitRecord record) {
        return record.readable(Integer.MAX_VALUE).stream()
                .skip(context.options().retentionGenerations())
                .map(Generation::name)
                .collect(Collectors.toSet());
    }

    /**
     * A generation that stays for now.
     *
     * @param due in how long that ends; null if nobody can tell
     */
    static Action kept(Generation generation, String why, @Nullable Duration due) {
        return new Action(
                generation.name().toString(), Step.KEEP, why, generation.size().bytes(), due);
    }

    /** How much longer a generation is to be as it is. */
    static Duration left(Generation generation, Stamp now, Duration needed) {
        return needed.minus(age(generation, now).orElse(Duration.ZERO));
    }

    /** Whether a generation has certainly been as it is for so long. */
    static boolean isAged(Generation generation, Stamp now, Duration needed) {
        return age(generation, now).filter(age -> age.compareTo(needed) >= 0).isPresent();
    }

    /** How long a generation has been as it is; empty if the lock service's memory has been broken since. */
    private static Optional<Duration> age(Generation generation, Stamp now) {
        @Nullable Stamp since = generation.since();
        return since == null || !since.epoch().equals(now.epoch())
                ? Optional.empty()
                : Optional.of(Duration.between(since.at(), now.at()));
    }
}
