package io.turnstile.spark.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Settings of a session, and options of a write, made at random: what changes how Spark writes and reads files. */
public final class GeneratedSettings {
    private static final List<String> FORMATS = List.of("parquet", "orc", "csv", "json");
    private static final List<String> BOTH = List.of("true", "false");
    private static final List<String> REBASE = List.of("LEGACY", "CORRECTED", "EXCEPTION");
    private static final List<String> ZONES = List.of("America/Los_Angeles", "Asia/Kolkata", "Europe/Berlin", "+13:45");

    private static final Map<String, List<String>> OF_BOTH = Map.of(
            "spark.sql.session.timeZone", ZONES,
            "spark.sql.ansi.enabled", BOTH,
            "spark.sql.caseSensitive", BOTH,
            "spark.sql.columnNameOfCorruptRecord", List.of("c0", "c1"),
            "spark.sql.legacy.timeParserPolicy", REBASE,
            "spark.sql.timestampType", List.of("TIMESTAMP_NTZ"));

    private static final Map<String, List<String>> OF_WRITES = Map.of(
            "spark.sql.parquet.outputTimestampType",
            List.of("INT96", "TIMESTAMP_MICROS", "TIMESTAMP_MILLIS"),
            "spark.sql.parquet.writeLegacyFormat",
            BOTH,
            "spark.sql.parquet.datetimeRebaseModeInWrite",
            REBASE,
            "spark.sql.parquet.int96RebaseModeInWrite",
            REBASE,
            "spark.sql.jsonGenerator.ignoreNullFields",
            BOTH,
            "spark.sql.files.maxRecordsPerFile",
            List.of("1"),
            "spark.sql.parquet.compression.codec",
            List.of("gzip", "none"),
            "spark.sql.orc.compression.codec",
            List.of("zlib", "none"));

    private static final Map<String, List<String>> OF_READS = Map.ofEntries(
            Map.entry("spark.sql.parquet.enableVectorizedReader", BOTH),
            Map.entry("spark.sql.parquet.enableNestedColumnVectorizedReader", BOTH),
            Map.entry("spark.sql.orc.enableVectorizedReader", BOTH),
            Map.entry("spark.sql.orc.enableNestedColumnVectorizedReader", BOTH),
            Map.entry("spark.sql.parquet.aggregatePushdown", BOTH),
            Map.entry("spark.sql.orc.aggregatePushdown", BOTH),
            Map.entry("spark.sql.parquet.mergeSchema", BOTH),
            Map.entry("spark.sql.orc.mergeSchema", BOTH),
            Map.entry("spark.sql.parquet.binaryAsString", BOTH),
            Map.entry("spark.sql.parquet.int96AsTimestamp", BOTH),
            Map.entry("spark.sql.parquet.inferTimestampNTZ.enabled", BOTH),
            Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", REBASE),
            Map.entry("spark.sql.parquet.int96RebaseModeInRead", REBASE),
            Map.entry("spark.sql.files.maxPartitionBytes", List.of("64b")),
            Map.entry("spark.sql.files.ignoreCorruptFiles", BOTH),
            Map.entry("spark.sql.csv.parser.columnPruning.enabled", BOTH),
            Map.entry("spark.sql.csv.filterPushdown.enabled", BOTH),
            Map.entry("spark.sql.json.filterPushdown.enabled", BOTH),
            Map.entry("spark.sql.json.enablePartialResults", BOTH),
            Map.entry("spark.sql.legacy.json.allowEmptyString.enabled", BOTH),
            Map.entry("spark.sql.sources.partitionColumnTypeInference.enabled", BOTH),
            Map.entry("spark.sql.optimizer.nestedSchemaPruning.enabled", BOTH));

    private static final Map<String, List<String>> TIMES = Map.of(
            "timeZone", ZONES,
            "dateFormat", List.of("dd.MM.yyyy", "yy-M-d", "yyyy", "d MMM uuuu G"),
            "timestampFormat", List.of("yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", "dd.MM.yyyy"),
            "timestampNTZFormat", List.of("yyyy-MM-dd HH:mm:ss", "dd.MM.yyyy HH:mm:ss.SSSSSS"),
            "mode", List.of("PERMISSIVE", "DROPMALFORMED", "FAILFAST"),
            "locale", List.of("de", "en-US"),
            "compression", List.of("gzip", "none"),
            "multiLine", BOTH);

    private static final Map<String, Map<String, List<String>>> OF_FORMATS = Map.of(
            "csv",
            Map.ofEntries(
                    Map.entry("sep", List.of(";", "\t", "|", "||", "a")),
                    Map.entry("header", BOTH),
                    Map.entry("quoteAll", BOTH),
                    Map.entry("quote", List.of("'", "")),
                    Map.entry("escape", List.of("\\", "'", "\"")),
                    Map.entry("escapeQuotes", BOTH),
                    Map.entry("charToEscapeQuoteEscaping", List.of("\\", "~")),
                    Map.entry("nullValue", List.of("", "NULL", "0")),
                    Map.entry("emptyValue", List.of("", "EMPTY", "\"\"")),
                    Map.entry("nanValue", List.of("nan", "0.0")),
                    Map.entry("positiveInf", List.of("Inf", "1.5")),
                    Map.entry("negativeInf", List.of("-Inf")),
                    Map.entry("ignoreLeadingWhiteSpace", BOTH),
                    Map.entry("ignoreTrailingWhiteSpace", BOTH),
                    Map.entry("lineSep", List.of("\r\n", "|", "\n")),
                    Map.entry("encoding", List.of("UTF-16", "ISO-8859-1", "UTF-16LE", "UTF-8")),
                    Map.entry("comment", List.of("#", "1")),
                    Map.entry("maxColumns", List.of("1", "100")),
                    Map.entry("maxCharsPerColumn", List.of("3", "-1")),
                    Map.entry("enforceSchema", BOTH)),
            "json",
            Map.of(
                    "ignoreNullFields", BOTH,
                    "lineSep", List.of("\r\n", "|", ","),
                    "encoding", List.of("UTF-16", "ISO-8859-1", "UTF-16LE", "UTF-8")),
            "parquet",
            Map.of(
                    "compression", List.of("gzip", "none", "zstd"),
                    "datetimeRebaseMode", REBASE,
                    "int96RebaseMode", REBASE,
                    "parquet.enable.dictionary", BOTH,
                    "parquet.writer.version", List.of("v2"),
                    "mergeSchema", BOTH,
                    "timeZone", ZONES),
            "orc",
            Map.of(
                    "compression", List.of("zlib", "none"),
                    "orc.force.positional.evolution", BOTH,
                    "mergeSchema", BOTH,
                    "timeZone", ZONES));

    private GeneratedSettings() {}

    /** A data format. */
    public static String format(Random random) {
        return FORMATS.get(random.nextInt(FORMATS.size()));
    }

    /** Of a session that writes. */
    public static Map<String, String> ofWriter(Random random) {
        Map<String, String> settings = some(OF_BOTH, random);
        settings.putAll(some(OF_WRITES, random));
        settings.put("spark.sql.datetime.java8API.enabled", "true");
        return settings;
    }

    /** Of a session that reads what another has written. */
    public static Map<String, String> ofReader(Random random) {
        Map<String, String> settings = some(OF_BOTH, random);
        settings.putAll(some(OF_READS, random));
        settings.put("spark.sql.datetime.java8API.enabled", "true");
        return settings;
    }

    /** Of a write in a format: in half of all cases none. */
    public static Map<String, String> options(String format, Random random) {
        Map<String, String> options = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            options.putAll(some(OF_FORMATS.get(format), random));
            if (format.equals("csv") || format.equals("json")) {
                options.putAll(some(TIMES, random));
            }
        }
        return options;
    }

    private static Map<String, String> some(Map<String, List<String>> all, Random random) {
        Map<String, String> some = new LinkedHashMap<>();
        all.keySet().stream().sorted().forEach(name -> {
            if (random.nextInt(5) == 0) {
                List<String> values = all.get(name);
                some.put(name, values.get(random.nextInt(values.size())));
            }
        });
        return some;
    }
}
