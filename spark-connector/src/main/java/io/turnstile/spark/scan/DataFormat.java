package io.turnstile.spark.scan;

import io.turnstile.core.commit.Manifest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.execution.datasources.v2.FileScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVPartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.csv.CSVScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.json.JsonPartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.json.JsonScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.orc.OrcPartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.orc.OrcScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetPartitionReaderFactory;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;

/** A data format that Spark has a file scan for. */
enum DataFormat {
    PARQUET,
    ORC,
    CSV,
    JSON;

    static DataFormat of(Manifest manifest) {
        for (DataFormat format : values()) {
            if (format.toString().equalsIgnoreCase(manifest.dataFormat())) {
                return format;
            }
        }
        throw new IllegalArgumentException("Cannot read generation %s: its data format is '%s', and only %s can be read"
                .formatted(
                        manifest.generation(),
                        manifest.dataFormat(),
                        Arrays.stream(values()).map(DataFormat::toString).collect(Collectors.joining(", "))));
    }

    FileScanBuilder scanBuilder(
            SparkSession session,
            PartitioningAwareFileIndex index,
            StructType schema,
            StructType dataSchema,
            CaseInsensitiveStringMap options) {
        return switch (this) {
            case PARQUET -> new ParquetScanBuilder(session, index, schema, dataSchema, options);
            case ORC -> new OrcScanBuilder(session, index, schema, dataSchema, options);
            case CSV -> new CSVScanBuilder(session, index, schema, dataSchema, options);
            case JSON -> new JsonScanBuilder(session, index, schema, dataSchema, options);
        };
    }

    /** The Hadoop configuration with which the readers that a format's scan makes open files, where its tasks run. */
    static Broadcast<SerializableConfiguration> configurationOf(PartitionReaderFactory readers) {
        if (readers instanceof ParquetPartitionReaderFactory parquet) {
            return parquet.broadcastedConf();
        }
        if (readers instanceof OrcPartitionReaderFactory orc) {
            return orc.broadcastedConf();
        }
        if (readers instanceof CSVPartitionReaderFactory csv) {
            return csv.broadcastedConf();
        }
        return ((JsonPartitionReaderFactory) readers).broadcastedConf();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
