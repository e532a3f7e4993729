package io.turnstile.spark.option;

import io.turnstile.core.commit.Manifest;
import io.turnstile.spark.session.QuotedName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The read and write options of one generation's data format, with defaults of our own. Spark's own defaults for text
 * lose what they need not: empty strings, spaces at either end, line breaks, microseconds, and rows that are nothing
 * but null. Ours keep them; whatever its writer gives counts for more, and every read uses what the writer used.
 *
 * <p>The time zone is an option of every format, as timestamps are text in the names of partition directories. In UTC no
 * two of them have the same text, which in a zone with summer time they may.
 */
public final class FormatOptions {
    private static final String NULL_VALUE = "nullValue";
    private static final String TIME_ZONE = "timeZone";

    /** Both of Spark's text formats spell times by these. */
    private static final Map<String, String> TEXT = Map.of(
            "dateFormat", "yyyy-MM-dd",
            "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
            "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
            // Rather than null for what does not fit the schema.
            "mode", "FAILFAST");

    private static final Map<String, String> CSV = Map.of(
            "header",
            "true",
            "quoteAll",
            "true",
            "quote",
            "\"",
            "escape",
            "\"",
            NULL_VALUE,
            "\\N",
            "emptyValue",
            "",
            "ignoreLeadingWhiteSpace",
            "false",
            "ignoreTrailingWhiteSpace",
            "false",
            "multiLine",
            "true",
            "lineSep",
            "\n");

    private final String format;
    private final Map<String, String> given;
    private final Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** @param given by the writer, for this format */
    public FormatOptions(String format, Map<String, String> given) {
        this.format = format;
        this.given = given;
        options.put(TIME_ZONE, "UTC");
        if (isText()) {
            options.putAll(TEXT);
        }
        if (isCsv()) {
            options.putAll(CSV);
        }
        options.putAll(given);
    }

    private boolean isCsv() {
        return format.equals("csv");
    }

    private boolean isText() {
        return isCsv() || format.equals("json");
    }

    /**
     * Whether a writer gave an option by which values may not come back as they are. Of those of our own it is known that
     * they do.
     */
    public boolean mayLose(StructType schema, List<String> partitionColumns) {
        return given.keySet().stream().anyMatch(name -> spellsValues(name, schema, partitionColumns));
    }

    /** Whether an option says how a value is spelled: in text, or as a time in the name of a directory. */
    private boolean spellsValues(String name, StructType schema, List<String> partitionColumns) {
        return name.equalsIgnoreCase(TIME_ZONE)
                ? isText() || partitionColumns.stream().anyMatch(column -> isTimestamp(schema.apply(column)))
                : isText() && ConnectorOptions.isOfText(name);
    }

    /** What to write with. */
    public Map<String, String> all() {
        return options;
    }

    /**
     * What a read needs again, and what a statement that makes such a dataset again has to say, as properties to be kept
     * with the generation. Not those of file systems, nor of encryption, among which there may be secrets.
     */
    public Map<String, String> properties(StructType schema, List<String> partitionColumns) {
        Map<String, String> kept = new HashMap<>();
        options.forEach((name, value) -> {
            if (spellsValues(name, schema, partitionColumns) || ConnectorOptions.isOfFiles(name)) {
                kept.put(TableCatalog.OPTION_PREFIX + name, value);
            }
        });
        return kept;
    }

    private static boolean isTimestamp(StructField field) {
        return field.dataType() instanceof TimestampType;
    }

    /** What every read of a generation uses. */
    public static Map<String, String> recorded(Manifest manifest) {
        Map<String, String> recorded = kept(manifest);
        recorded.keySet().removeIf(ConnectorOptions::isOfFiles);
        return recorded;
    }

    private static Map<String, String> kept(Manifest manifest) {
        Map<String, String> recorded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        manifest.properties().forEach((property, value) -> {
            if (property.startsWith(TableCatalog.OPTION_PREFIX)) {
                recorded.put(property.substring(TableCatalog.OPTION_PREFIX.length()), value);
            }
        });
        return recorded;
    }

    /** Those of them that its writer must have given: without them, it would have used others. */
    static Map<String, String> given(Manifest manifest) {
        Map<String, String> given = kept(manifest);
        new FormatOptions(manifest.dataFormat(), Map.of()).all().forEach(given::remove);
        return given;
    }

    /**
     * Which rows would not come back as they are: those that hold the very text that stands for null. Empty if every row
     * would.
     */
    public Optional<Column> loses(StructType schema, List<String> partitionColumns) {
        if (!isCsv()) {
            return Optional.empty();
        }
        return Arrays.stream(schema.fields())
                .filter(field -> field.dataType() instanceof StringType && !partitionColumns.contains(field.name()))
                .map(field -> functions.col(QuotedName.of(field.name())).equalTo(options.get(NULL_VALUE)))
                .reduce(Column::or);
    }

    /** What to say of such rows. */
    public String refusal(long rows) {
        return rows + " rows hold the text '" + options.get(NULL_VALUE) + "', which stands for null in " + format
                + ". Choose another by the option '" + NULL_VALUE + "', or another format.";
    }
}
