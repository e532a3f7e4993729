package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What a query computes, and from what. Equal {@linkplain #key() keys} mean the same rows under the same column names, in
 * any order; floating point sums may differ in their last digits, as they do when one query is run twice. Immutable.
 *
 * @param plan hash of what is computed alone, to tell whether it is that which has changed, or a setting
 * @param rows hash of what is computed, with the settings and the version of the form, and without versions of inputs
 * @param inputsHash hash of the versions of all inputs
 * @param columns in the order of the query
 * @param inputs what is read; all of them are known
 * @param settings what besides plan and inputs may change the rows, by name
 * @param description the rows in normal form, a line for each part: compared, they say what differs
 */
public record QueryFingerprint(
        String plan,
        String rows,
        String inputsHash,
        List<Column> columns,
        List<ReadInput> inputs,
        SortedMap<String, String> settings,
        List<String> description)
        implements FingerprintAnswer {

    /**
     * The version of the normal form itself, which is part of every fingerprint: to be counted up whenever what is read of a
     * plan changes, so that what an older version has written is a miss and not a wrong hit.
     */
    public static final int FORM = 2;

    /**
     * A column of the query.
     *
     * @param name as the query calls it
     * @param hash what it is; within equal rows, equal ones mean equal values
     * @param type as Spark writes it, without regard to whether it may be null
     */
    public record Column(String name, String hash, String type) {}

    /** The hash of what is computed, column names included, whatever the versions of the inputs are. */
    public String query() {
        List<String> parts = new ArrayList<>(List.of(rows));
        for (Column column : columns) {
            parts.addAll(List.of(column.name(), column.hash(), column.type()));
        }
        return Digest.of(parts);
    }

    /** The hash of all that is computed, column names and inputs included. */
    public String key() {
        return Digest.of(List.of(query(), inputsHash));
    }

    /** One line for people: the columns, and what is read. */
    public String text() {
        String from = inputs.stream().map(ReadInput::name).collect(Collectors.joining(", "));
        return columns.stream().map(Column::name).collect(Collectors.joining(", "))
                + (from.isEmpty() ? "" : " from " + from);
    }
}
