package io.turnstile.core.origin;

import io.turnstile.core.commit.CommitLog;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.ManifestFile;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.context.DatasetContext;
import io.turnstile.core.origin.PresentInputs.DatasetOfRoot;
import io.turnstile.core.storage.Layout;
import io.turnstile.core.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The comparison of generations with their inputs as they are now, through chains of datasets. Reads a manifest and the
 * versions of the inputs for each dataset of the chain. Not thread-safe; made for one look.
 */
public final class FreshnessCheck {
    /** So long a chain is a circle, or nobody's doing. */
    private static final int DEEPEST = 50;

    private final DatasetContext context;
    private final PresentInputs present;
    private final Set<String> seen = new HashSet<>();

    public FreshnessCheck(DatasetContext context, TableVersions tables) {
        this.context = context;
        this.present = new PresentInputs(context.root(), tables);
    }

    /** What a generation was computed from, as its writer recorded it. */
    public Origin origin(Generation generation) throws IOException {
        return ManifestFile.origin(context.storage(), context.layout(), generation.name());
    }

    /** Compares a generation with its inputs by themselves, whatever the query would be now. */
    public Freshness ofInputs(Generation generation) throws IOException {
        Freshness.Builder builder = new Freshness.Builder();
        inputs(origin(generation), builder, 0);
        return builder.build();
    }

    /**
     * Compares its inputs with those of a query, as that holds them. Asks no input.
     *
     * @param held what the query reads
     */
    public Freshness ofInputs(Generation generation, List<Input> held) throws IOException {
        Freshness.Builder builder = new Freshness.Builder();
        Map<String, Input> byName = new LinkedHashMap<>();
        held.forEach(input -> byName.put(input.name(), input));
        for (Input then : origin(generation).inputs()) {
            Input now = byName.remove(then.name());
            if (now != null) {
                builder.input(then, now);
            } else {
                builder.superfluous(then);
            }
        }
        byName.values().forEach(builder::another);
        return builder.build();
    }

    /** Compares its query alone. Asks no input. */
    public Freshness ofQuery(Generation generation, Origin.Query now) throws IOException {
        Freshness.Builder builder = new Freshness.Builder();
        builder.query(origin(generation).query(), now);
        return builder.build();
    }

    /**
     * Compares it with a query, too. Which inputs that has counts, and their version is asked for again: it may have been
     * planned long ago.
     *
     * @param now what would be computed
     */
    public Freshness of(Generation generation, Origin now) throws IOException {
        Origin then = origin(generation);
        Freshness.Builder builder = new Freshness.Builder();
        builder.query(then.query(), now.query());
        Map<String, Input> byName = new LinkedHashMap<>();
        now.inputs().forEach(input -> byName.put(input.name(), input));
        for (Input input : then.inputs()) {
            if (byName.remove(input.name()) == null && input.isKnown()) {
                builder.superfluous(input);
            }
        }
        byName.values().stream().filter(Input::isKnown).forEach(builder::another);
        inputs(then, builder, 0);
        return builder.build();
    }

    private void inputs(Origin then, Freshness.Builder builder, int depth) throws IOException {
        if (!then.isTold()) {
            builder.unknown("what it was computed from is not recorded");
        }
        for (Input input : then.inputs()) {
            Input now = present.of(input);
            builder.input(input, now);
            if (input.kind() == Input.Kind.DATASET && input.version().equals(now.version()) && seen.add(input.name())) {
                beneath(input, builder, depth + 1);
            }
        }
    }

    private void beneath(Input dataset, Freshness.Builder builder, int depth) throws IOException {
        if (depth > DEEPEST) {
            builder.unknown("its inputs are more than " + DEEPEST + " datasets deep");
            return;
        }
        DatasetOfRoot named = DatasetOfRoot.parse(dataset.name());
        Storage storage = present.storage(named);
        Layout layout = present.layout(named);
        Freshness.Builder inner = new Freshness.Builder();
        try {
            Optional<Generation> head = new CommitLog(storage, layout).head().head();
            if (head.isPresent()) {
                inputs(ManifestFile.origin(storage, layout, head.get().name()), inner, depth);
            }
        } catch (FileNotFoundException | DamagedException unreadable) {
            inner.unknown("its manifest cannot be read: " + unreadable.getMessage());
        }
        builder.beneath(dataset, inner.build());
    }

    /**
     * What was computed from these inputs, after that: those that are another version now are marked, and of those that cannot
     * be asked any more the version is unknown. A generation of a dataset does not change.
     */
    public Origin afterwards(Origin read) {
        return read.with(read.inputs().stream().map(this::afterwards).toList());
    }

    private Input afterwards(Input then) {
        if (!then.isKnown() || !then.because().isEmpty() || then.kind() == Input.Kind.DATASET) {
            return then;
        }
        try {
            Input now = present.of(then);
            if (now.version().equals(then.version())) {
                return then;
            }
            return now.isKnown() || now.because().equals(Freshness.GONE)
                    ? then.changedMeanwhile()
                    : Input.unknown(then.name(), now.because());
        } catch (IOException | RuntimeException unknown) {
            return Input.unknown(
                    then.name(), "it did not answer when the computation had ended: " + unknown.getMessage());
        }
    }

    /** The inputs of a generation then and now, in the order in which they are recorded. */
    public List<Compared> inputs(Generation generation) throws IOException {
        List<Compared> inputs = new ArrayList<>();
        for (Input then : origin(generation).inputs()) {
            inputs.add(new Compared(then, present.of(then)));
        }
        return inputs;
    }

    /** An input then and now. */
    public record Compared(Input then, Input now) {}
}
