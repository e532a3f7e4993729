package io.turnstile.spark.scan;

import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;

/**
 * A table of files whose schema is known, so that none is inferred from files. In a source folder of its own as {@code Seq} is
 * another type in each Scala version.
 */
abstract class UninferredTable extends FileTable {
    UninferredTable(SparkSession session) {
        super(session, CaseInsensitiveStringMap.empty(), List$.MODULE$.<String>empty(), Option.empty());
    }

    @Override
    public final Option<StructType> inferSchema(Seq<FileStatus> files) {
        return Option.empty();
    }
}
