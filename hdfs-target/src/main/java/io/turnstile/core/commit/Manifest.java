package io.turnstile.core.commit;

import io.turnstile.core.identity.GenerationName;
import java.util.List;
import java.util.Map;

/**
 * The manifest of a generation: its file list, schema and format. Written once, before the record that publishes the
 * generation; a read opens exactly the files that it names.
 *
 * @param generation the generation
 * @param dataFormat the files' format, such as {@code parquet}
 * @param schema the schema as its writer spells it, partition columns included; not interpreted here
 * @param partitionColumns the columns whose values are in the directories' names, in that order
 * @param properties what else its writer wants to find again, such as a comment
 * @param rows rows in all files, -1 if nobody counted
 * @param directories the directories that hold data files
 */
public record Manifest(
        GenerationName generation,
        String dataFormat,
        String schema,
        List<String> partitionColumns,
        Map<String, String> properties,
        long rows,
        List<DataDirectory> directories) {
    public Manifest {
        partitionColumns = List.copyOf(partitionColumns);
        properties = Map.copyOf(properties);
        directories = List.copyOf(directories);
    }

    /**
     * A manifest entry: a directory with data files.
     *
     * @param path relative to the generation, such as {@code dt=2001-01-01/origin=JFK}, escaped as Hive does; empty for
     *     the generation's own directory
     * @param files the data files in it
     */
    public record DataDirectory(String path, List<DataFile> files) {
        public DataDirectory {
            files = List.copyOf(files);
        }
    }

    /**
     * A manifest entry: a data file.
     *
     * @param name its name within its directory
     * @param length in bytes
     * @param modified milliseconds since the epoch, by the file system's clock; for information only
     */
    public record DataFile(String name, long length, long modified) {}

    /** Rows, files and bytes of it all. */
    public Generation.Size size() {
        long files = 0;
        long bytes = 0;
        for (DataDirectory directory : directories) {
            files += directory.files().size();
            for (DataFile file : directory.files()) {
                bytes += file.length();
            }
        }
        return new Generation.Size(rows, files, bytes);
    }
}
