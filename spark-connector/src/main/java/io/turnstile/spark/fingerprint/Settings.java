package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.internal.SQLConf$;
import org.jspecify.annotations.Nullable;

/**
 * What besides the plan may change its rows: Spark's and Java's version, and every {@code spark.sql} setting that was changed and
 * is not known to be harmless. One too many is a miss; so what is not listed here counts.
 */
final class Settings {
    private static final Pattern HARMLESS = Pattern.compile("spark\\.sql\\.("
            + String.join(
                    "|",
                    // Where things are found and kept: the plan holds what was found.
                    "catalog\\..*|catalogImplementation|defaultCatalog|warehouse\\.dir|globalTempDatabase|defaultDatabase|hive\\..*",
                    // How rows are spread and joined: a bag of rows has no order.
                    "shuffle\\..*|adaptive\\..*|autoBroadcastJoinThreshold|broadcastTimeout|broadcastExchange\\..*|join\\..*|cbo\\..*"
                            + "|statistics\\..*|leafNodeDefaultParallelism|requireAllClusterKeys.*|bucketing\\..*"
                            + "|sources\\.bucketing\\..*|sources\\.parallelPartitionDiscovery\\..*|sources\\.v2\\.bucketing\\..*"
                            + "|files\\.(maxPartitionBytes|openCostInBytes|minPartitionNum|maxPartitionNum)|sort\\..*|exchange\\..*"
                            + "|execution\\.(rangeExchange.*|topKSortFallbackThreshold|sortBeforeRepartition|useObjectHashAggregateExec)",
                    // By which code: the same rows, by Spark's own claim and tests.
                    "codegen\\..*|columnVector\\..*|inMemoryColumnarStorage\\..*|parquet\\.(enableVectorized.*|enableNested.*"
                            + "|columnarReaderBatchSize|filterPushdown.*|recordLevelFilter\\.enabled|pushdown\\..*)"
                            + "|orc\\.(enableVectorized.*|enableNested.*|columnarReaderBatchSize|filterPushdown|impl)"
                            + "|optimizer\\.(dynamicPartitionPruning\\..*|runtime\\..*|metadataOnly|maxIterations|excludedRules)"
                            + "|csv\\.filterPushdown\\.enabled|json\\.filterPushdown\\.enabled",
                    // Only writes, only streams (which are refused), only what is shown.
                    "parquet\\.(compression\\.codec|writeLegacyFormat|outputTimestampType|output\\.committer\\.class|fieldId\\.write\\..*)"
                            + "|orc\\.compression\\.codec|avro\\.(compression\\.codec|deflate\\.level|xz\\.level|zstandard\\.level)"
                            + "|sources\\.(commitProtocolClass|outputCommitterClass|partitionOverwriteMode|default)|files\\.maxRecordsPerFile"
                            + "|streaming\\..*|ui\\..*|event.*|queryExecutionListeners|thriftServer\\..*|repl\\..*|debug\\..*|redaction\\..*"
                            + "|planChange.*|maxPlanStringLength|maxMetadataStringLength|maxSinglePartitionBytes|artifact\\..*|connect\\..*"
                            + "|cli\\..*|execution\\.arrow\\.(pyspark\\.enabled|enabled|maxRecordsPerBatch)|pyspark\\.jvmStacktrace\\.enabled"
                            + "|execution\\.(broadcastHashJoin.*|reuseSubquery)|pyspark\\.plotting\\..*",
                    // Which fail where others do not, without other rows where both succeed.
                    "crossJoin\\.enabled|variable\\.substitute.*",
                    // A part of what depends on it: of expressions since they were analysed, and of sources.
                    "session\\.timeZone",
                    // Below, without ours.
                    "extensions")
            + ")");

    /** What reaches the readers of files without being Spark's own: all that a session sets and does not call Spark's. */
    private static final Pattern READERS =
            Pattern.compile("(?!spark\\.).*|spark\\.hadoop\\.(parquet|orc|avro|textinputformat)\\..*");

    /** Of the last query of any session: most have the same as the one before. */
    private static volatile @Nullable Known last;

    private Settings() {}

    /**
     * What was told of some settings.
     *
     * @param all that the session had
     */
    private record Known(
            Map<String, String> all, String sparkVersion, SortedMap<String, String> those, String digest) {}

    /** By name, sorted. */
    static SortedMap<String, String> that(SQLConf conf, String sparkVersion) {
        return known(conf, sparkVersion).those();
    }

    /** The digest of {@link #that}. */
    static String digest(SQLConf conf, String sparkVersion) {
        return known(conf, sparkVersion).digest();
    }

    private static Known known(SQLConf conf, String sparkVersion) {
        Known known = last;
        if (known == null
                || !known.all().equals(conf.settings())
                || !known.sparkVersion().equals(sparkVersion)) {
            Map<String, String> all = Map.copyOf(conf.settings());
            SortedMap<String, String> those = that(all, sparkVersion);
            known = new Known(all, sparkVersion, those, digest(those));
            last = known;
        }
        return known;
    }

    private static SortedMap<String, String> that(Map<String, String> all, String sparkVersion) {
        SortedMap<String, String> settings = new TreeMap<>();
        all.forEach((key, value) -> {
            boolean sql = key.startsWith("spark.sql.") && !HARMLESS.matcher(key).matches() && !isDefault(key, value);
            if (sql || READERS.matcher(key).matches()) {
                settings.put(key, value);
            }
        });
        // Extensions may bring rules of their own. What ours bring changes no rows.
        String extensions = Arrays.stream(
                        all.getOrDefault("spark.sql.extensions", "").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty() && !name.startsWith("io.turnstile."))
                .collect(Collectors.joining(","));
        if (!extensions.isEmpty()) {
            settings.put("spark.sql.extensions", extensions);
        }
        settings.put("spark", sparkVersion);
        // It writes floating point numbers, upper case and regular expressions its own way.
        settings.put("java", Integer.toString(Runtime.version().feature()));
        return Collections.unmodifiableSortedMap(settings);
    }

    private static boolean isDefault(String key, String value) {
        var entry = SQLConf$.MODULE$.getConfigEntry(key);
        return entry != null && value.equals(entry.defaultValueString());
    }

    static String digest(Map<String, String> settings) {
        return Digest.of(settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList());
    }
}
