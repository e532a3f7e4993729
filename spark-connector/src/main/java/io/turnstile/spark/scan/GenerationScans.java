package io.turnstile.spark.scan;

import io.turnstile.core.commit.Manifest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A factory of scan builders for one generation: the scans read the files that its manifest names, and no others, at
 * the speed of Spark's own file sources. The driver asks the file system nothing, but where the files are. A file that
 * is gone or damaged fails the query, whatever {@code ignoreMissingFiles} and {@code ignoreCorruptFiles} say.
 *
 * <p>Scans of the same directory that ask for the same with the same options are equal, so that Spark runs them once.
 * Keep one object per table: it works out the file list at the first scan and remembers it. Thread-safe.
 */
public final class GenerationScans {
    private static final String CORRUPT_RECORD = "columnNameOfCorruptRecord";

    private final SparkSession session;
    private final Manifest manifest;
    private final Path directory;
    private final DataFormat format;
    private final StructType dataSchema;
    private final StructType partitionSchema;

    /** By time zone, which a timestamp in a directory's name depends on: one entry, in all likelihood. */
    private final ConcurrentMap<String, GenerationFiles> files = new ConcurrentHashMap<>();

    /**
     * Scans of a generation.
     *
     * @param directory the generation's directory, with scheme and authority
     * @param dataSchema the columns that are in the files; report them to Spark as nullable
     * @param partitionSchema the columns that are in the directories' names
     * @throws IllegalArgumentException if the generation's data format is none that we can read
     */
    public GenerationScans(
            SparkSession session,
            Manifest manifest,
            Path directory,
            StructType dataSchema,
            StructType partitionSchema) {
        this.session = session;
        this.manifest = manifest;
        this.directory = directory;
        this.format = DataFormat.of(manifest);
        this.dataSchema = dataSchema;
        this.partitionSchema = partitionSchema;
    }

    /** What a scan can be asked for besides the columns: what Spark calls the hidden columns of a table. */
    public static MetadataColumn[] metadataColumns() {
        return new MetadataColumn[] {FileMetadata.COLUMN};
    }

    /**
     * Begins a scan.
     *
     * @param options the data format's own, such as {@code mergeSchema} or a CSV file's {@code sep}; {@code timeZone}
     *     says how timestamps in directory names are meant (default: the session's zone). They go to the tasks as part
     *     of the Hadoop configuration: no secrets
     * @param localityFiles for how many files of a scan to find out on which hosts of HDFS they are, at one listing page per
     *     hundred directories or thousand files; 0 asks nothing
     * @param insteadOf in whose place the scan stands in a query, to be shown; empty if it was asked for by its name
     * @param pinned what must not be garbage-collected in the driver while the builder, or anything that Spark makes of
     *     it, is in use: the reader's pin, or who holds it. Never serialised
     * @throws IllegalArgumentException if the manifest contradicts the schemas
     */
    public ScanBuilder newScanBuilder(
            CaseInsensitiveStringMap options, int localityFiles, String insteadOf, Object pinned) {
        CaseInsensitiveStringMap strict = strict(options);
        String zone = options.getOrDefault("timeZone", sessionZone());
        GenerationIndex index = index(zone);
        StructType schema = dataSchema;
        for (var field : partitionSchema.fields()) {
            schema = schema.add(field);
        }
        return new GenerationScanBuilder(
                format.scanBuilder(session, index, schema, dataSchema, strict),
                session,
                index,
                dataSchema,
                manifest.rows(),
                localityFiles,
                insteadOf,
                pinned);
    }

    /** The same for a scan that was asked for by its name. */
    ScanBuilder newScanBuilder(CaseInsensitiveStringMap options, int localityFiles, Object pinned) {
        return newScanBuilder(options, localityFiles, "", pinned);
    }

    /** All of its files. */
    GenerationIndex index() {
        return index(sessionZone());
    }

    private GenerationIndex index(String zone) {
        return new GenerationIndex(
                session,
                files.computeIfAbsent(zone, z -> new GenerationFiles(manifest, directory, partitionSchema, z)));
    }

    private String sessionZone() {
        return session.sessionState().conf().sessionLocalTimeZone();
    }

    /** Options win over the session's configuration, so these must be spelled out rather than left out. */
    private CaseInsensitiveStringMap strict(CaseInsensitiveStringMap options) {
        Map<String, String> strict = new HashMap<>(options.asCaseSensitiveMap());
        for (String lenient : new String[] {"ignoreMissingFiles", "ignoreCorruptFiles"}) {
            strict.keySet().removeIf(lenient::equalsIgnoreCase);
            strict.put(lenient, "false");
        }
        // A column of this name would not be read, but be given lines that cannot be.
        strict.keySet().removeIf(CORRUPT_RECORD::equalsIgnoreCase);
        strict.put(CORRUPT_RECORD, noColumn());
        return new CaseInsensitiveStringMap(strict);
    }

    private String noColumn() {
        String name = "_no_column";
        while (dataSchema.getFieldIndex(name).isDefined()) {
            name += "_";
        }
        return name;
    }
}
