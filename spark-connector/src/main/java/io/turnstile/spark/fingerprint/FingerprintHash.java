package io.turnstile.spark.fingerprint;

import io.turnstile.core.commit.Origin.Signature;
import io.turnstile.core.identity.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
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
     * With which the hash of inputs begins, whatever their versions are. It is told of all parts of all queries and keeps
     * nobody from comparing the rest, so it is the sum of the CRC-32 of each and not a digest.
     */
    static String ofSources(Set<String> names) {
        long sum = 0;
        for (String name : names) {
            CRC32 crc = new CRC32();
            crc.update(name.getBytes(StandardCharsets.UTF_8));
            sum += crc.getValue();
        }
        return HexFormat.of().toHexDigits(sum, Signature.SOURCES);
    }

    /** What an input is called among those of one query. */
    static String source(ReadInput.Kind kind, String name) {
        return kind + " " + name;
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
            if (!names.add(source(input.kind(), input.name()))) {
                throw new Untold(input.name() + " is read at two versions; read it at one");
            }
            versions.addAll(List.of(input.kind().name(), input.name(), String.valueOf(input.version())));
        }
        return ofSources(names) + Digest.of(versions).substring(Signature.SOURCES);
    }
}
