package io.turnstile.spark.fingerprint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import scala.collection.immutable.List$;

/**
 * The version of files: path, length and time of modification of each that the plan would read, as they were when the plan
 * was made, and the partition values that they are read with. Only the index of a catalog's partitioned table lists them now.
 */
final class FileVersion {
    private FileVersion() {}

    static ReadInput of(String name, FileIndex index) {
        List<String> lines = new ArrayList<>();
        long bytes = 0;
        long newest = Long.MIN_VALUE;
        try {
            scala.collection.immutable.List<Expression> all = List$.MODULE$.empty();
            List<DataType> types = new ArrayList<>();
            for (StructField field : index.partitionSchema().fields()) {
                types.add(field.dataType());
            }
            for (PartitionDirectory directory : FromScala.list(index.listFiles(all, all))) {
                String values = types.isEmpty() ? "" : " " + ValueText.row(directory.values(), types);
                for (FileStatusWithMetadata file : FromScala.list(directory.files())) {
                    lines.add(file.getPath() + " " + file.getLen() + " " + file.getModificationTime() + values);
                    bytes += file.getLen();
                    newest = Math.max(newest, file.getModificationTime());
                }
            }
        } catch (Exception unlisted) { // Scala throws what it does not declare.
            return ReadInput.unknown(ReadInput.Kind.FILES, name, "its files cannot be listed: " + unlisted);
        }
        Collections.sort(lines);
        return new ReadInput(
                ReadInput.Kind.FILES,
                name,
                Digest.of(lines),
                lines.size(),
                bytes,
                lines.isEmpty() ? null : Instant.ofEpochMilli(newest),
                null);
    }
}
