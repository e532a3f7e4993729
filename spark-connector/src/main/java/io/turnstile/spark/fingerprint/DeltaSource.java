package io.turnstile.spark.fingerprint;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * A Delta table. It is called by its directory, whichever catalog knows it, and as of another time by the version, too: that is
 * another source, which never changes.
 */
final class DeltaSource {
    /** An option of a relation that is {@linkplain DeltaTables#held held}; nobody reads it but this. */
    private static final String HELD = "turnstile.held";

    private static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

    private DeltaSource() {}

    static Source of(HadoopFsRelation files) {
        Set<String> columns = Set.of(files.schema().fieldNames());
        String refusal = refusal(files);
        if (refusal != null) {
            String name = "Delta " + files.location().rootPaths().mkString(", ");
            return Source.unknown(ReadInput.Kind.TABLE, name, columns, refusal);
        }
        DeltaIndex index = DeltaIndex.of(files);
        boolean ofAnotherTime = index.isAtVersion() && !isHeld(files);
        String name = new DeltaName(
                        index.path(), ofAnotherTime ? OptionalLong.of(index.version()) : OptionalLong.empty())
                .toString();
        return new Source(
                ReadInput.Kind.TABLE,
                name,
                List.of("delta", name),
                columns,
                List.of(files.dataSchema(), files.partitionSchema()),
                false,
                () -> version(name, index),
                null);
    }

    private static ReadInput version(String name, DeltaIndex index) {
        try {
            DeltaIndex.Snapshot snapshot = index.snapshot();
            return ReadInput.known(
                    ReadInput.Kind.TABLE,
                    name,
                    snapshot.text(),
                    configuration -> DeltaFiles.samples(index.path(), index.at(snapshot), configuration));
        } catch (Untold untold) {
            return ReadInput.unknown(ReadInput.Kind.TABLE, name, untold.reason());
        }
    }

    private static @Nullable String refusal(HadoopFsRelation files) {
        try {
            if (!DeltaIndex.isOfWholeTable(files)) {
                return "of a Delta table it reads certain files or changes, and not what the table is";
            }
            DeltaIndex index = DeltaIndex.of(files);
            if (index.hasFilters()) {
                return "it names a partition of a Delta table as a directory; name the table, and filter";
            }
            if (DeltaName.isAmbiguous(index.path())) {
                return "its directory is called like a version of a table";
            }
        } catch (Untold untold) {
            return untold.reason();
        }
        for (Map.Entry<String, String> option :
                FromScala.options(files.options()).entrySet()) {
            if (!option.getKey().equals(HELD)) {
                return "it is read with the option " + option.getKey()
                        + ", which nobody has who asks later whether it has" + " changed; set it for the session";
            }
        }
        return SQLConf.get().getConfString("spark.sql.extensions", "").contains(EXTENSION)
                ? null
                : "without Delta's extension, rows may be read that are deleted; set spark.sql.extensions=" + EXTENSION;
    }

    /** Whether it was {@linkplain #heldAt held}, and not asked for as of another time by who wrote the query. */
    static boolean isHeld(HadoopFsRelation files) {
        return files.options().contains(HELD);
    }

    /** The same relation, which reads this snapshot for good and is the same source. */
    static HadoopFsRelation heldAt(DeltaIndex.Snapshot snapshot, HadoopFsRelation files) {
        DeltaIndex index = DeltaIndex.of(files);
        index.requireSameDefinition(snapshot);
        return files.copy(
                index.at(snapshot),
                files.partitionSchema(),
                files.dataSchema(),
                files.bucketSpec(),
                files.fileFormat(),
                FromScala.with(files.options(), HELD, Long.toString(snapshot.version())),
                files.sparkSession());
    }
}
