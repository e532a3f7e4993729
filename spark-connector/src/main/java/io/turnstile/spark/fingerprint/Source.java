package io.turnstile.spark.fingerprint;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a plan that somebody else may change.
 *
 * @param name for people; versions are compared by it
 * @param identity what it is besides its version: where it is and how it is read
 * @param schemas of all it has, partition columns too
 * @param text whether its files are text or of another format that says nothing of types: what is read of a row may then depend
 *     on which columns are asked for, and on the time zone
 * @param version read when asked for, which may list files
 * @param refusal why its rows are not known even where its version is; null where they are
 */
record Source(
        ReadInput.Kind kind,
        String name,
        List<String> identity,
        Set<String> columns,
        List<DataType> schemas,
        boolean text,
        Supplier<ReadInput> version,
        @Nullable String refusal) {

    /** One of which nothing is known but that it is read. */
    static Source unknown(ReadInput.Kind kind, String name, Set<String> columns, String because) {
        return new Source(
                kind,
                name,
                List.of(name),
                columns,
                List.of(),
                false,
                () -> ReadInput.unknown(kind, name, because),
                null);
    }

    Source refused(@Nullable String reason) {
        return new Source(kind, name, identity, columns, schemas, text, version, reason);
    }
}
