package io.turnstile.core.operations;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.commit.DamagedException;
import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.exception.DatasetNotCachedException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.origin.Freshness;
import io.turnstile.core.origin.FreshnessCheck;
import io.turnstile.core.origin.TableVersions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operators' view of what datasets were computed from, as their writers recorded it. Changes nothing and takes no lock.
 * Thread-safe.
 */
public final class Origins {
    private final DatasetRoot root;
    private final TableVersions tables;

    /** @param tables how to ask tables of others for their version now */
    public Origins(DatasetRoot root, TableVersions tables) {
        this.root = root;
        this.tables = tables;
    }

    /**
     * What a dataset's head was computed from, then and now. Lists the inputs that are files.
     *
     * @throws DatasetNotCachedException if there is no such dataset
     */
    public List<InputRow> inputs(String table) throws IOException {
        CachedDataset dataset = root.dataset(DatasetKey.parse(table));
        Generation head = dataset.head().orElse(null);
        if (head == null) {
            throw dataset.notCached();
        }
        FreshnessCheck check = dataset.freshness(tables);
        if (!check.origin(head).isTold()) {
            return List.of(new InputRow(
                    "",
                    kind(Input.Kind.UNKNOWN),
                    InputRow.UNKNOWN,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "what " + head.name() + " was computed from is not recorded"));
        }
        return check.inputs(head).stream().map(this::row).toList();
    }

    private InputRow row(FreshnessCheck.Compared input) {
        Input then = input.then();
        Input now = input.now();
        String state = state(then, now);
        boolean ofFiles = then.kind() == Input.Kind.FILES;
        return new InputRow(
                shown(then),
                kind(then.kind()),
                state,
                told(then.version()),
                told(now.version()),
                ofFiles ? then.files() : null,
                ofFiles ? then.bytes() : null,
                state.equals(InputRow.CHANGED) ? now.newest() : null,
                told(then.because().isEmpty() ? now.because() : then.because()));
    }

    private static String state(Input then, Input now) {
        if (then.changed()) {
            return InputRow.CHANGED_WHILE_READ;
        }
        if (then.isKnown() && now.because().equals(Freshness.GONE)) {
            return InputRow.GONE;
        }
        if (!then.isKnown() || !now.isKnown()) {
            return InputRow.UNKNOWN;
        }
        return then.version().equals(now.version()) ? InputRow.SAME : InputRow.CHANGED;
    }

    private static @Nullable String told(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String kind(Input.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** A dataset of this root by its key alone. */
    private String shown(Input input) {
        String here = root.path() + "#";
        return input.kind() == Input.Kind.DATASET && input.name().startsWith(here)
                ? input.name().substring(here.length())
                : input.name();
    }

    /**
     * What a dataset comes from, through the present heads of the datasets of this root between, and what comes from it. The
     * second reads the manifest of every dataset of the root, as far as its inputs.
     *
     * @param depth how many steps in each direction, from 1
     * @throws DatasetNotCachedException if there is no such dataset
     */
    public List<LineageRow> lineage(String table, int depth) throws IOException {
        DatasetKey key = DatasetKey.parse(table);
        if (root.dataset(key).head().isEmpty()) {
            throw root.dataset(key).notCached();
        }
        List<LineageRow> rows = new ArrayList<>();
        up(key.toString(), 1, depth, new HashSet<>(), rows);
        Map<String, List<Input>> inputs = new LinkedHashMap<>();
        for (DatasetKey each : root.datasetsBelow(List.of())) {
            inputs.put(each.toString(), inputs(each));
        }
        down(key.toString(), 1, depth, inputs, new HashSet<>(), rows);
        return rows;
    }

    private void up(String dataset, int step, int depth, Set<String> seen, List<LineageRow> rows) throws IOException {
        if (step > depth || !seen.add(dataset)) {
            return;
        }
        for (Input input : inputs(DatasetKey.parse(dataset))) {
            rows.add(row(LineageRow.UP, step, dataset, input));
            if (input.kind() == Input.Kind.DATASET && !shown(input).equals(input.name())) {
                up(shown(input), step + 1, depth, seen, rows);
            }
        }
    }

    private void down(
            String dataset,
            int step,
            int depth,
            Map<String, List<Input>> inputs,
            Set<String> seen,
            List<LineageRow> rows) {
        if (step > depth || !seen.add(dataset)) {
            return;
        }
        inputs.forEach((reader, read) -> read.stream()
                .filter(input ->
                        input.kind() == Input.Kind.DATASET && shown(input).equals(dataset))
                .findFirst()
                .ifPresent(input -> {
                    rows.add(row(LineageRow.DOWN, step, reader, input));
                    down(reader, step + 1, depth, inputs, seen, rows);
                }));
    }

    private LineageRow row(String direction, int step, String dataset, Input input) {
        return new LineageRow(direction, step, dataset, shown(input), kind(input.kind()), told(input.version()));
    }

    /** None of what was removed meanwhile, or cannot be read. */
    private List<Input> inputs(DatasetKey key) throws IOException {
        CachedDataset dataset = root.dataset(key);
        try {
            Optional<Generation> head = dataset.head();
            return head.isEmpty()
                    ? List.of()
                    : dataset.freshness(tables).origin(head.get()).inputs();
        } catch (FileNotFoundException | DamagedException unreadable) {
            return List.of();
        }
    }
}
