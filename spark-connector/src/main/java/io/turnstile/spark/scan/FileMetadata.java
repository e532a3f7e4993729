package io.turnstile.spark.scan;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The metadata column {@code _metadata}, with what Spark's own file sources tell in it of the file that a row comes
 * from. Spark's version 2 scans do not have it, so it is added to what they read, file by file.
 *
 * @param type the fields that are asked for
 */
record FileMetadata(StructType type) implements Serializable {
    static final String NAME = "_metadata";

    private static final StructType WHOLE = new StructType()
            .add("file_path", DataTypes.StringType, false)
            .add("file_name", DataTypes.StringType, false)
            .add("file_size", DataTypes.LongType, false)
            .add("file_block_start", DataTypes.LongType, false)
            .add("file_block_length", DataTypes.LongType, false)
            .add("file_modification_time", DataTypes.TimestampType, false);

    /** As a table tells of it. */
    static final MetadataColumn COLUMN = new MetadataColumn() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public DataType dataType() {
            return WHOLE;
        }

        @Override
        public boolean isNullable() {
            return false;
        }
    };

    /** A factory of readers for the part of a partition that lies in one file. */
    interface Opening<T> {
        PartitionReader<T> open(FilePartition file);
    }

    PartitionReader<InternalRow> addTo(FilePartition partition, Opening<InternalRow> opening) {
        return new FileByFile<>(partition, opening, file -> {
            InternalRow constant = new GenericInternalRow(new Object[] {new GenericInternalRow(values(file))});
            return row -> new JoinedRow(row, constant);
        });
    }

    PartitionReader<ColumnarBatch> addToColumns(FilePartition partition, Opening<ColumnarBatch> opening) {
        return new FileByFile<>(partition, opening, file -> {
            ColumnVector constant = new ConstantStruct(type, values(file));
            return batch -> {
                ColumnVector[] columns = new ColumnVector[batch.numCols() + 1];
                Arrays.setAll(columns, i -> i < batch.numCols() ? batch.column(i) : constant);
                return new ColumnarBatch(columns, batch.numRows());
            };
        });
    }

    private Object[] values(PartitionedFile file) {
        return Arrays.stream(type.fieldNames()).map(field -> value(field, file)).toArray();
    }

    private static Object value(String field, PartitionedFile file) {
        return switch (field) {
            // Once more through text, as Spark does it, whose escapes may differ.
            case "file_path" ->
                UTF8String.fromString(new Path(file.toPath().toString()).toUri().toString());
            case "file_name" -> {
                String path = file.filePath().toUri().getRawPath();
                yield UTF8String.fromString(path.substring(path.lastIndexOf('/') + 1));
            }
            case "file_size" -> file.fileSize();
            case "file_block_start" -> file.start();
            case "file_block_length" -> file.length();
            case "file_modification_time" -> file.modificationTime() * 1000;
            default -> throw new IllegalArgumentException("There is no field '" + field + "' in " + NAME);
        };
    }

    /**
     * A partition reader that reads the files of a partition one after another, since what is added differs from one to
     * the next.
     */
    private static final class FileByFile<T> implements PartitionReader<T> {
        private final FilePartition partition;
        private final Opening<T> opening;
        private final Function<PartitionedFile, Function<T, T>> additions;
        private int next;
        private @Nullable PartitionReader<T> reader;
        private Function<T, T> addition = Function.identity();

        FileByFile(FilePartition partition, Opening<T> opening, Function<PartitionedFile, Function<T, T>> additions) {
            this.partition = partition;
            this.opening = opening;
            this.additions = additions;
        }

        @Override
        public boolean next() throws IOException {
            while (reader == null || !reader.next()) {
                close();
                if (next == partition.files().length) {
                    return false;
                }
                PartitionedFile file = partition.files()[next++];
                reader = opening.open(new FilePartition(partition.index(), new PartitionedFile[] {file}));
                addition = additions.apply(file);
            }
            return true;
        }

        @Override
        public T get() {
            if (reader == null) {
                throw new IllegalStateException("There is no next row");
            }
            return addition.apply(reader.get());
        }

        @Override
        public CustomTaskMetric[] currentMetricsValues() {
            return reader == null ? new CustomTaskMetric[0] : reader.currentMetricsValues();
        }

        @Override
        public void close() throws IOException {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }
}
