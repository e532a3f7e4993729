package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.internal.SQLConf;

/**
 * A source as rows in normal form: by what it is called and how it is read. Its version is not part of it, so that it can be
 * told whether the query has changed or what it reads.
 */
final class SourceForm {
    private final SQLConf conf;
    private final IdentityHashMap<Source, Told> told = new IdentityHashMap<>();
    private final Map<String, String> named = new HashMap<>();
    private boolean text;

    /** What a source is, and what is said of it besides its name. */
    private record Told(String hash, List<String> beneath) {}

    SourceForm(SQLConf conf) {
        this.conf = conf;
    }

    /** Whether any of the sources read so far may give other rows when other columns are asked for. */
    boolean readText() {
        return text;
    }

    Rows rows(Source source, List<Attribute> output) {
        if (source.refusal() != null) {
            throw new Untold(source.refusal());
        }
        if (source.kind() != ReadInput.Kind.DATASET && (conf.ignoreCorruptFiles() || conf.ignoreMissingFiles())) {
            throw new Untold("spark.sql.files.ignoreCorruptFiles and ignoreMissingFiles make the rows a matter of luck;"
                    + " unset them");
        }
        text |= source.text();
        Told known = told.computeIfAbsent(source, this::told);
        return named(new Factor(known.hash(), source.name(), known::beneath), output, source.columns());
    }

    private Told told(Source source) {
        List<String> identity = new ArrayList<>(source.identity());
        source.schemas().forEach(schema -> identity.add(TypeText.plain(schema)));
        List<String> beneath = new ArrayList<>();
        // Text is read in the session's time zone; ORC and old Parquet hold timestamps in the JVM's.
        if (source.text() || source.schemas().stream().anyMatch(TypeText::dependsOnZone)) {
            String zones = conf.sessionLocalTimeZone() + ", of the JVM "
                    + TimeZone.getDefault().getID();
            identity.add(zones);
            beneath.add("in time zone " + zones);
        }
        return new Told(Digest.of(identity), beneath);
    }

    /** Columns that a source knows by name. What it does not call its own, such as {@code _metadata}, is left out. */
    private Rows named(Factor factor, List<Attribute> output, Set<String> own) {
        Map<Long, Term> columns = new HashMap<>();
        for (Attribute attribute : output) {
            if (own.contains(attribute.name())) {
                String column = named.computeIfAbsent(attribute.name(), Factor::named);
                factor.call(column, attribute.name());
                columns.put(attribute.exprId().id(), Term.column(factor, column));
            }
        }
        return Rows.of(factor, columns);
    }
}
