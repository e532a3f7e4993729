package io.turnstile.spark.origin;

import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.Origin;
import io.turnstile.core.storage.FilesVersion;
import io.turnstile.spark.fingerprint.FingerprintAnswer;
import io.turnstile.spark.fingerprint.Fingerprints;
import io.turnstile.spark.fingerprint.ListedFiles;
import io.turnstile.spark.fingerprint.QueryFingerprint;
import io.turnstile.spark.fingerprint.ReadInput;
import io.turnstile.spark.fingerprint.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The origin of what a query would compute: its fingerprint, and the version of each input as its plan holds it. */
public final class QueryOrigin {
    /** No more directories than this are recorded one by one for one relation. */
    private static final int MOST_ROOTS = 100;

    private QueryOrigin() {}

    /** Never fails: what cannot be told is unknown. Runs no job. The plan is analysed, and not optimised. */
    public static Origin of(SparkSession session, LogicalPlan analysed) {
        return of(SessionFingerprint.of(session, analysed));
    }

    /** The same of a query whose fingerprint was taken. */
    public static Origin of(FingerprintAnswer answer) {
        List<Input> inputs = inputs(answer.inputs());
        if (answer instanceof QueryFingerprint told) {
            List<String> form = new ArrayList<>(told.description());
            told.settings().forEach((setting, value) -> form.add("setting " + setting + " = " + value));
            List<Origin.Column> columns = told.columns().stream()
                    .map(column -> new Origin.Column(column.name(), column.hash(), column.type()))
                    .toList();
            return new Origin(new Origin.Query(told.query(), "", told.text(), form), inputs)
                    .signed(new Origin.Signature(told.rows(), told.inputsHash(), columns));
        }
        return new Origin(new Origin.Query("", ((Refusal) answer).reason(), "", List.of()), inputs);
    }

    /**
     * The origin of rows as they are stored: what is written into a table may be cast to its types, or go by position into columns
     * of other names. Then they stand for no query.
     */
    public static Origin storedAs(Origin origin, StructType stored) {
        Origin.Signature signature = origin.signature();
        if (signature == null) {
            return origin;
        }
        List<Origin.Column> columns = signature.columns();
        boolean same = columns.size() == stored.size();
        for (int i = 0; same && i < columns.size(); i++) {
            same = columns.get(i).name().equals(stored.apply(i).name())
                    && Fingerprints.type(stored.apply(i).dataType())
                            .filter(columns.get(i).type()::equals)
                            .isPresent();
        }
        return same ? origin : new Origin(origin.query(), origin.inputs());
    }

    /** Inputs of a query as they are recorded: files by the directories that are read. */
    public static List<Input> inputs(List<ReadInput> read) {
        List<Input> inputs = new ArrayList<>();
        read.forEach(each -> inputs.addAll(inputs(each)));
        return inputs;
    }

    private static List<Input> inputs(ReadInput read) {
        String version = read.version();
        if (version == null) {
            return List.of(Input.unknown(read.name(), String.valueOf(read.unknownBecause())));
        }
        ListedFiles listed = read.listed();
        return switch (read.kind()) {
            case FILES ->
                listed == null || listed.byRoot().size() > MOST_ROOTS
                        ? List.of(files(
                                read.name(),
                                version,
                                read,
                                "it was read as " + count(listed) + " directories and files"))
                        : listed.byRoot().entrySet().stream()
                                .map(root -> files(root, listed.because()))
                                .toList();
            case DATASET -> List.of(new Input(Input.Kind.DATASET, read.name(), version, 0, 0, null, "", false));
            case TABLE -> List.of(new Input(Input.Kind.TABLE, read.name(), version, 0, 0, null, "", false));
            case OTHER -> List.of(Input.unknown(read.name(), "nobody can tell its version"));
        };
    }

    private static int count(@Nullable ListedFiles listed) {
        return listed == null ? 0 : listed.byRoot().size();
    }

    private static Input files(String name, String version, ReadInput read, String because) {
        return new Input(Input.Kind.FILES, name, version, read.files(), read.bytes(), read.newest(), because, false);
    }

    private static Input files(Map.Entry<String, FilesVersion> root, String because) {
        FilesVersion version = root.getValue();
        Instant newest = version.newest();
        return new Input(
                Input.Kind.FILES,
                root.getKey(),
                version.digest(),
                version.files(),
                version.bytes(),
                newest,
                because,
                false);
    }
}
