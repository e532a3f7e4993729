package io.turnstile.spark.scan;

import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.jspecify.annotations.Nullable;

/**
 * An input partition with preferred locations: what one task reads, and where it had best run. The executors get no
 * hosts: only the driver asks for them.
 */
final class LocatedPartition implements InputPartition {
    private static final long serialVersionUID = 1;

    private final FilePartition files;
    private final transient @Nullable BlockHosts hosts;
    private volatile boolean compared;

    LocatedPartition(FilePartition files, BlockHosts hosts) {
        this.files = files;
        this.hosts = hosts;
    }

    FilePartition files() {
        return files;
    }

    /** Says, before it is sent to an executor, that its files have been compared with what was written. */
    void compared() {
        compared = true;
    }

    boolean isCompared() {
        return compared;
    }

    @Override
    public String[] preferredLocations() {
        return hosts == null ? new String[0] : hosts.preferredFor(files);
    }
}
