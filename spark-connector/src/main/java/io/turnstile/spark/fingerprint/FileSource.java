package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Files, whether Spark reads them in its old way or its new one: both are the same source. */
final class FileSource {
    private static final String SPARKS = "org.apache.spark.sql.execution.datasources.";
    private static final Set<String> TYPED = Set.of("parquet", "orc");
    private static final Map<String, String> FORMATS = Map.of(
            SPARKS + "parquet.ParquetFileFormat",
            "parquet",
            SPARKS + "orc.OrcFileFormat",
            "orc",
            "org.apache.spark.sql.hive.orc.OrcFileFormat",
            "orc of Hive",
            "org.apache.spark.sql.avro.AvroFileFormat",
            "avro",
            SPARKS + "csv.CSVFileFormat",
            "csv",
            SPARKS + "json.JsonFileFormat",
            "json",
            SPARKS + "text.TextFileFormat",
            "text");

    private FileSource() {}

    static Source of(HadoopFsRelation files) {
        return of(
                files.fileFormat().getClass().getName(),
                files.location(),
                files.dataSchema(),
                files.partitionSchema(),
                FromScala.options(files.options()));
    }

    static Source of(DataSourceV2Relation relation, FileTable files) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(relation.options().asCaseSensitiveMap());
        return of(
                files.fallbackFileFormat().getName(),
                files.fileIndex(),
                files.dataSchema(),
                files.fileIndex().partitionSchema(),
                options);
    }

    /** What it is called. */
    static String name(HadoopFsRelation files) {
        String type = files.fileFormat().getClass().getName();
        return name(FORMATS.getOrDefault(type, type), roots(files.location()));
    }

    private static String name(String format, List<String> roots) {
        return format + " " + String.join(", ", roots);
    }

    private static List<String> roots(FileIndex index) {
        List<String> roots = new ArrayList<>();
        for (Path root : FromScala.list(index.rootPaths())) {
            roots.add(root.toString());
        }
        Collections.sort(roots);
        return roots;
    }

    private static Source of(
            String type, FileIndex index, StructType data, StructType partitions, Map<String, String> options) {
        options.remove("path");
        options.remove("paths");
        List<String> roots = roots(index);
        String format = FORMATS.getOrDefault(type, type);
        String name = name(format, roots);
        List<String> identity = new ArrayList<>(List.of("files", format));
        identity.addAll(roots);
        options.forEach((key, value) -> identity.add(key.toLowerCase(Locale.ROOT) + "=" + value));
        Set<String> columns = new HashSet<>(List.of(data.fieldNames()));
        columns.addAll(List.of(partitions.fieldNames()));
        // Partition values are text in paths, so they are of no type either.
        boolean text = !TYPED.contains(format) || !partitions.isEmpty();
        return new Source(
                ReadInput.Kind.FILES,
                name,
                identity,
                columns,
                List.of(data, partitions),
                text,
                () -> FileVersion.of(name, index, options),
                refusal(type, data, options));
    }

    private static @Nullable String refusal(String type, StructType data, Map<String, String> options) {
        if (!FORMATS.containsKey(type)) {
            return "files of format " + type + " are not known to be read the same way every time; use parquet or orc";
        }
        for (String lenient : List.of("ignoreMissingFiles", "ignoreCorruptFiles")) {
            if (options.getOrDefault(lenient, "false").equalsIgnoreCase("true")) {
                return "option " + lenient + " makes the rows a matter of luck; leave it out";
            }
        }
        if (options.getOrDefault("mode", "").equalsIgnoreCase("DROPMALFORMED")) {
            return "with mode DROPMALFORMED the rows depend on which columns are asked for; use PERMISSIVE or FAILFAST";
        }
        String corrupt = options.getOrDefault("columnNameOfCorruptRecord", "_corrupt_record");
        if (List.of(data.fieldNames()).contains(corrupt)) {
            return "column " + corrupt + " depends on which other columns are asked for; leave it out of the schema";
        }
        return null;
    }
}
