package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.ArrayList;
import java.util.HashMap;
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
    private boolean text;

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
        if (source.kind() == ReadInput.Kind.FILES && (conf.ignoreCorruptFiles() || conf.ignoreMissingFiles())) {
            throw new Untold("spark.sql.files.ignoreCorruptFiles and ignoreMissingFiles make the rows a matter of luck;"
                    + " unset them");
        }
        text |= source.text();
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
        return named(new Factor(Digest.of(identity), source.name(), beneath), output, source.columns());
    }

    /** Columns that a source knows by name. What it does not call its own, such as {@code _metadata}, is left out. */
    private static Rows named(Factor factor, List<Attribute> output, Set<String> own) {
        Map<Long, Term> columns = new HashMap<>();
        for (Attribute attribute : output) {
            if (own.contains(attribute.name())) {
                String column = Factor.named(attribute.name());
                factor.call(column, attribute.name());
                columns.put(attribute.exprId().id(), Term.column(factor, column));
            }
        }
        return Rows.of(factor, columns);
    }
}
