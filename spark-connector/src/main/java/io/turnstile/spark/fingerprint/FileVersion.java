package io.turnstile.spark.fingerprint;

import io.turnstile.core.identity.Digest;
import io.turnstile.core.storage.FilesVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.List$;

/**
 * The version of files: path, length and time of modification of each that the plan would read, as they were when the plan
 * was made, and the partition values that they are read with. Only the index of a catalog's partitioned table lists them now.
 * Not thread-safe.
 */
final class FileVersion {
    /** Options by which a directory has more files than are read of it. */
    private static final List<String> SELECTIVE = List.of("pathGlobFilter", "modifiedBefore", "modifiedAfter");

    private final SortedSet<String> partitions = new TreeSet<>();
    private final SortedMap<Path, FilesVersion.Digest> digests = new TreeMap<>();
    private final FileSamples samples = new FileSamples();
    private long files;
    private long bytes;
    private long newest = Long.MIN_VALUE;

    private FileVersion(FileIndex index) {
        FromScala.list(index.rootPaths()).forEach(root -> digests.put(root, new FilesVersion.Digest()));
    }

    /** @param options of the read, without regard to case */
    static ReadInput of(String name, FileIndex index, Map<String, String> options) {
        try {
            FileVersion version = new FileVersion(index);
            version.read(index);
            return version.input(name, options);
        } catch (Exception unlisted) { // Scala throws what it does not declare.
            return ReadInput.unknown(ReadInput.Kind.FILES, name, "its files cannot be listed: " + unlisted);
        }
    }

    private void read(FileIndex index) {
        scala.collection.immutable.List<Expression> all = List$.MODULE$.empty();
        List<DataType> types = new ArrayList<>();
        for (StructField field : index.partitionSchema().fields()) {
            types.add(field.dataType());
        }
        for (PartitionDirectory directory : FromScala.list(index.listFiles(all, all))) {
            String values = types.isEmpty() ? "" : " " + ValueText.row(directory.values(), types);
            for (FileStatusWithMetadata file : FromScala.list(directory.files())) {
                if (!types.isEmpty()) {
                    partitions.add(file.getPath().getParent() + values);
                }
                files++;
                bytes += file.getLen();
                newest = Math.max(newest, file.getModificationTime());
                samples.add(file.fileStatus());
                Path root = root(file.getPath());
                digests.computeIfAbsent(root, another -> new FilesVersion.Digest())
                        .add(FilesVersion.relative(root, file.getPath()), file.getLen(), file.getModificationTime());
            }
        }
    }

    /** Its own directory where it is below none of those that are named, as a partition may be that a catalog knows. */
    private Path root(Path file) {
        @Nullable Path above = file;
        while (above != null && !digests.containsKey(above)) {
            above = above.getParent();
        }
        return above == null ? file.getParent() : above;
    }

    private ReadInput input(String name, Map<String, String> options) {
        SortedMap<String, FilesVersion> byRoot = new TreeMap<>();
        digests.forEach((root, digest) -> byRoot.put(root.toString(), digest.version()));
        List<String> parts = new ArrayList<>();
        byRoot.forEach((root, version) -> parts.addAll(List.of(root, version.digest())));
        parts.addAll(partitions);
        String because = SELECTIVE.stream()
                .filter(options::containsKey)
                .findFirst()
                .map(option -> "it was read with the option " + option)
                .orElse("");
        return new ReadInput(
                ReadInput.Kind.FILES,
                name,
                Digest.of(parts),
                files,
                bytes,
                files == 0 ? null : Instant.ofEpochMilli(newest),
                new ListedFiles(byRoot, because),
                new ReadInput.OfFiles(samples.paths()),
                null);
    }
}
