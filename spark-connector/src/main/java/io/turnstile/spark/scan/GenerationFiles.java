package io.turnstile.spark.scan;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.storage.Entry;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.datasources.PartitionPath;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import scala.collection.mutable.Builder;

/**
 * A manifest's files in the terms of Spark's file sources: file statuses and a partition spec. Lengths and times are
 * those recorded; nothing is asked of the file system. Where the files are is asked later and of fewer of them, see
 * {@link BlockHosts}. Immutable.
 */
final class GenerationFiles {
    private final Path directory;
    private final StructType partitionSchema;
    private final List<PartitionPath> partitions = new ArrayList<>();
    private final scala.collection.immutable.Map<Path, FileStatus[]> byDirectory;
    private final scala.collection.immutable.List<FileStatus> all;
    private final long bytes;

    /**
     * The files of a generation.
     *
     * @param zone the time zone in which timestamps in directory names are meant
     * @throws IllegalArgumentException if the manifest is not one that Spark reads in full
     */
    GenerationFiles(Manifest manifest, Path directory, StructType partitionSchema, String zone) {
        this.directory = directory;
        this.partitionSchema = partitionSchema;
        PartitionValues values = new PartitionValues(partitionSchema, zone);
        List<FileStatus> statuses = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Builder<Tuple2<Path, FileStatus[]>, scala.collection.immutable.Map<Path, FileStatus[]>> children =
                scala.collection.immutable.Map$.MODULE$.newBuilder();
        for (DataDirectory data : manifest.directories()) {
            if (!seen.add(data.path())) {
                throw unreadable(manifest, "it names directory '%s' twice".formatted(data.path()));
            }
            Path path = below(directory, data.path());
            String prefix = path.toUri() + "/";
            FileStatus[] files = new FileStatus[data.files().size()];
            for (int i = 0; i < files.length; i++) {
                files[i] = status(manifest, path, prefix, data.files().get(i));
            }
            statuses.addAll(List.of(files));
            children.$plus$eq(new Tuple2<>(path, files));
            if (!partitionSchema.isEmpty()) {
                partitions.add(new PartitionPath(values.of(data.path()), path));
            }
        }
        this.byDirectory = children.result();
        this.all = scalaList(statuses);
        this.bytes = statuses.stream().mapToLong(FileStatus::getLen).sum();
    }

    Path directory() {
        return directory;
    }

    /** All files, in the manifest's order. */
    scala.collection.immutable.List<FileStatus> all() {
        return all;
    }

    scala.collection.immutable.Map<Path, FileStatus[]> byDirectory() {
        return byDirectory;
    }

    long bytes() {
        return bytes;
    }

    /** The partitions that pass the filters; all of them if there are none. */
    PartitionSpec partitions(List<RuntimeFilter> filters) {
        List<PartitionPath> kept = filters.isEmpty()
                ? partitions
                : partitions.stream()
                        .filter(partition -> filters.stream().allMatch(filter -> filter.mayMatch(partition.values())))
                        .toList();
        return new PartitionSpec(partitionSchema, scalaList(kept));
    }

    StructType partitionSchema() {
        return partitionSchema;
    }

    private static FileStatus status(Manifest manifest, Path directory, String prefix, DataFile file) {
        String name = file.name();
        // Spark would pass over it without a word, and a read would return fewer rows.
        if (Entry.isHidden(name)) {
            throw unreadable(manifest, "it names '%s', which Spark takes for hidden".formatted(name));
        }
        Path path = isPlain(name) ? new Path(URI.create(prefix + name)) : below(directory, name);
        return new FileStatus(file.length(), false, 0, 0, file.modified(), path);
    }

    /** Whether a URI spells the name as it is. Then it need not be quoted first, which takes three times as long. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == '_';
            if (!plain) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** From the parts of a URI, as a path that is parsed takes what is before a colon for a scheme, and takes longer. */
    private static Path below(Path parent, String name) {
        URI uri = parent.toUri();
        return name.isEmpty() ? parent : new Path(uri.getScheme(), uri.getAuthority(), uri.getPath() + '/' + name);
    }

    private static IllegalArgumentException unreadable(Manifest manifest, String why) {
        return new IllegalArgumentException(
                "Cannot read generation %s by its manifest: %s".formatted(manifest.generation(), why));
    }

    private static <T> scala.collection.immutable.List<T> scalaList(List<T> elements) {
        scala.collection.immutable.List<T> list = scala.collection.immutable.List$.MODULE$.empty();
        for (ListIterator<T> i = elements.listIterator(elements.size()); i.hasPrevious(); ) {
            list = list.$colon$colon(i.previous());
        }
        return list;
    }
}
