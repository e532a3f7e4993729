package io.turnstile.core.history;

import io.turnstile.core.commit.CommitRecord;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.exception.DatasetException;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.exception.GenerationGoneException;
import io.turnstile.core.identity.GenerationName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The version history of a dataset, read from its commit log, for time travel. Takes no lock and leaves no pin. */
public final class History {
    private final DatasetContext context;

    public History(DatasetContext context) {
        this.context = context;
    }

    /**
     * The generation that is meant, which may be beyond reach by now: ask {@link #readable} with a pin on it.
     *
     * @throws GenerationGoneException if there was none
     * @throws DatasetNotCachedException if there never was any
     */
    public GenerationName find(AsOf asOf) throws IOException {
        if (asOf instanceof AsOf.Named named) {
            return named.generation();
        }
        CommitRecord record = asOf instanceof AsOf.Version version ? version(version) : time((AsOf.Time) asOf);
        @Nullable GenerationName head = record.headName();
        if (head == null) {
            throw new GenerationGoneException(context.key(), asOf.toString(), "there was no dataset then");
        }
        return head;
    }

    private DatasetException gone(AsOf asOf, String why, CommitRecord state) throws IOException {
        return state.version() == 0
                ? context.notRead(".")
                : new GenerationGoneException(context.key(), asOf.toString(), why);
    }

    private CommitRecord version(AsOf.Version version) throws IOException {
        context.storage().catchUp(); // Another application may have made it a moment ago.
        try {
            return context.log().read(version.number());
        } catch (FileNotFoundException none) {
            throw gone(
                    version,
                    "there is no such version",
                    context.log().lastUnderstood().state());
        }
    }

    /** From the last version on backwards, since by clocks that differ times need not ascend. One request for each. */
    private CommitRecord time(AsOf.Time asOf) throws IOException {
        CommitRecord record = context.log().head();
        if (record.version() == 0) {
            throw context.notRead(".");
        }
        while (record.version() > 0 && record.at().isAfter(asOf.time())) {
            record = record.version() == 1 ? CommitRecord.NONE : context.log().read(record.version() - 1);
        }
        return record;
    }

    /**
     * The generation, if it may be read in this state of the dataset.
     *
     * @throws GenerationGoneException if it is retired, or unknown
     * @throws DatasetNotCachedException if there never was any
     */
    public Generation readable(AsOf asOf, GenerationName name, CommitRecord state) throws IOException {
        Optional<Generation> readable = state.readable(name);
        if (readable.isPresent()) {
            return readable.get();
        }
        String why = state.names(name) || !(asOf instanceof AsOf.Named)
                ? name + " has been retired since"
                : "there is no such generation, or its files have been collected";
        throw gone(asOf, why + "; " + stillReadable(state), state);
    }

    /** The latest versions. Reads a file for each. */
    public Versions latest(int count) throws IOException {
        CommitRecord state = context.log().lastUnderstood().state();
        List<CommitRecord> records = new ArrayList<>();
        SortedMap<Long, String> damaged = new TreeMap<>();
        for (long version = Math.max(1, state.version() - count + 1); version <= state.version(); version++) {
            try {
                records.add(context.log().read(version));
            } catch (DamagedException unreadable) {
                damaged.put(version, String.valueOf(unreadable.getMessage()));
            }
        }
        return new Versions(state, records, damaged, directories());
    }

    /** The generations that have a directory, published or not. */
    public Set<GenerationName> directories() throws IOException {
        return context.storage().list(context.layout().log()).stream()
                .map(entry -> GenerationName.parse(entry.name()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static String stillReadable(CommitRecord state) {
        String names = state.generations().stream()
                .filter(generation -> !generation.retired())
                .map(generation -> generation.name() + " (version " + generation.version() + ")")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "no generation can be read" : "what can be read is " + names;
    }
}
