package io.turnstile.spark.scan;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;

/**
 * A table of files in Spark's own terms: of no other does {@link Dataset#inputFiles} tell the files. Everything else that
 * a {@code FileTable} does by itself, from listing to inferring a schema, whoever extends this says instead.
 */
public abstract class GenerationTable extends UninferredTable {
    protected GenerationTable(SparkSession session) {
        super(session);
    }

    /** By which its files are read. */
    protected abstract GenerationScans scans();

    /** What to say to an insert, in place of which Spark would write files as to any directory. */
    protected abstract RuntimeException insertRefused();

    @Override
    public final PartitioningAwareFileIndex fileIndex() {
        return scans().index();
    }

    @Override
    public final String formatName() {
        return "turnstile";
    }

    @Override
    public final Class<? extends FileFormat> fallbackFileFormat() {
        throw insertRefused();
    }
}
