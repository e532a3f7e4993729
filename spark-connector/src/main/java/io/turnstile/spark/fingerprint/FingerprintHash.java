package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/** The hashes that fingerprints of queries, and of parts of them, consist of. */
final class FingerprintHash {
    private FingerprintHash() {}

    /**
     * Of what is computed, whatever the versions of inputs are.
     *
     * @param settings the digest of those that matter
     * @param text whether text is read: what a query gets of a malformed row may depend on which columns it asks for
     */
    static String ofRows(SealedRows rows, String settings, boolean text, List<QueryFingerprint.Column> columns) {
        List<String> parts = new ArrayList<>(List.of("form " + QueryFingerprint.FORM, rows.hash, settings));
        if (text) {
            columns.forEach(column -> parts.add(column.hash()));
        }
        return Digest.of(parts);
    }

    static QueryFingerprint.Column column(SealedRows rows, Attribute attribute, Term term) {
        return new QueryFingerprint.Column(
                attribute.name(), rows.naming.hash(term), TypeText.plain(attribute.dataType()));
    }

    /**
     * Of the versions of all inputs. Rows are told by what inputs are called, so that each must mean one version.
     *
     * @throws Untold if one is unknown, or there are two of one input
     */
    static String ofInputs(List<ReadInput> inputs) {
        Set<String> names = new HashSet<>();
        List<String> versions = new ArrayList<>();
        for (ReadInput input : inputs) {
            String unknown = input.unknownBecause();
            if (unknown != null) {
                throw new Untold("the version of " + input.name() + " is unknown, because " + unknown
                        + "; write it to a dataset, and read that");
            }
            if (!names.add(input.kind() + " " + input.name())) {
                throw new Untold(input.name() + " is read at two versions; read it at one");
            }
            versions.addAll(List.of(input.kind().name(), input.name(), String.valueOf(input.version())));
        }
        return Digest.of(versions);
    }
}
