package io.turnstile.spark.read;

import io.turnstile.core.commit.Generation;
import io.turnstile.core.commit.Input;
import io.turnstile.core.commit.Manifest;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Snapshot;
import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.fingerprint.PinnedTable;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.FormatOptions;
import io.turnstile.spark.option.LineageProperties;
import io.turnstile.spark.option.TableProperties;
import io.turnstile.spark.scan.GenerationScans;
import io.turnstile.spark.scan.GenerationTable;
import io.turnstile.spark.session.RunningPlan;
import java.lang.ref.Cleaner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.expressions.Expressions;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A readable table ({@link SupportsRead}): one generation of a dataset, pinned for reading. The pin is given back when
 * neither this table nor any plan or scan made from it is reachable any more.
 */
public final class DatasetTable extends GenerationTable implements SupportsMetadataColumns, PinnedTable {
    private static final Cleaner UNREACHABLE = Cleaner.create();
    private static final int LONGEST = 500;

    private final String name;
    private final SparkSession session;
    private final Manifest manifest;
    private final Generation generation;
    private final Path directory;
    private final Input input;
    private final StructType schema;
    private final GenerationScans scans;
    private final TurnstileOptions options;
    private final String insteadOf;

    /** What keeps the pin: this table, or the one that this is another form of. */
    private final DatasetTable pinned;

    /** @param options what holds for a scan that has none of its own */
    public DatasetTable(String name, SparkSession session, Snapshot snapshot, TurnstileOptions options) {
        super(session);
        this.name = name;
        this.session = session;
        this.options = options;
        this.manifest = InferredManifest.of(session, snapshot);
        this.generation = snapshot.generation();
        this.directory = snapshot.path();
        this.input = snapshot.asInput();
        this.schema = TableProperties.schemaOf(manifest);
        this.scans = scansOf(session);
        this.insteadOf = "";
        this.pinned = this;
        UNREACHABLE.register(this, snapshot::close);
    }

    private DatasetTable(DatasetTable other, String insteadOf) {
        super(other.session);
        this.name = other.name;
        this.session = other.session;
        this.options = other.options;
        this.manifest = other.manifest;
        this.generation = other.generation;
        this.directory = other.directory;
        this.input = other.input;
        this.schema = other.schema;
        this.scans = other.scans;
        this.insteadOf = insteadOf;
        this.pinned = other.pinned;
    }

    /**
     * The same table, whose scans say that they stand in the place of something else.
     *
     * @param what that is, in lines
     */
    public DatasetTable insteadOf(List<String> what) {
        String text = String.join("; ", what);
        return new DatasetTable(this, text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text);
    }

    private GenerationScans scansOf(SparkSession session) {
        StructType data = new StructType();
        StructType partitions = new StructType();
        for (StructField field : schema.fields()) {
            if (manifest.partitionColumns().contains(field.name())) {
                partitions = partitions.add(field);
            } else {
                data = data.add(field);
            }
        }
        return new GenerationScans(session, manifest, directory, data, partitions);
    }

    @Override
    protected GenerationScans scans() {
        return scans;
    }

    @Override
    protected RuntimeException insertRefused() {
        return new UnsupportedOperationException(Refusals.append(name));
    }

    @Override
    public String name() {
        return name;
    }

    /** The generation; Spark compares it to tell whether two plans read the same rows. */
    @SuppressWarnings("MissingOverride") // Spark 3.5 has no such method.
    public String id() {
        return generation.name().toString();
    }

    @Override
    @SuppressWarnings("deprecation") // Its successor takes columns, which only internals of Spark make from a schema.
    public StructType schema() {
        return schema;
    }

    @Override
    public MetadataColumn[] metadataColumns() {
        return GenerationScans.metadataColumns();
    }

    @Override
    public Transform[] partitioning() {
        return manifest.partitionColumns().stream().map(Expressions::identity).toArray(Transform[]::new);
    }

    @Override
    public Map<String, String> properties() {
        TableProperties properties = new TableProperties(manifest, generation);
        if (RunningPlan.isShowCreateTable(session)) {
            return properties.given();
        }
        Map<String, String> everything = new LinkedHashMap<>(properties.everything());
        everything.putAll(LineageProperties.of(session, new Path(directory())));
        return everything;
    }

    /** It takes any insert that Spark can plan, to refuse it with a sentence of ours. */
    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(
                TableCapability.BATCH_READ,
                TableCapability.V1_BATCH_WRITE,
                TableCapability.TRUNCATE,
                TableCapability.ACCEPT_ANY_SCHEMA);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
        ConnectorOptions read = ConnectorOptions.of(scanOptions.asCaseSensitiveMap());
        return scans.newScanBuilder(
                new CaseInsensitiveStringMap(formatOptions(scanOptions)),
                options.with(read.own()).localityFiles(),
                insteadOf,
                pinned);
    }

    @Override
    public Map<String, String> formatOptions(CaseInsensitiveStringMap scanOptions) {
        Map<String, String> format = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        format.putAll(ConnectorOptions.of(scanOptions.asCaseSensitiveMap()).format());
        format.putAll(FormatOptions.recorded(manifest));
        return format;
    }

    @Override
    public String directory() {
        return Objects.requireNonNull(directory.getParent().getParent()).toString();
    }

    @Override
    public Input input() {
        return input;
    }

    @Override
    public String generation() {
        return generation.name().toString();
    }

    @Override
    public String format() {
        return manifest.dataFormat();
    }

    @Override
    public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
        throw insertRefused();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DatasetTable that && name.equals(that.name) && directory.equals(that.directory);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, directory);
    }

    @Override
    public String toString() {
        return name + " (" + generation.name() + ")";
    }
}
