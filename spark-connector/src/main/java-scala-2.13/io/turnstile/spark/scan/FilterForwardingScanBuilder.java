package io.turnstile.spark.scan;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.execution.datasources.v2.FileScanBuilder;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;

/**
 * A file scan builder that delegates filter push-down to another one, as far as filters are pushable. In a source folder
 * of its own as {@code Seq} is
 * another type in each Scala version.
 *
 * <p>It must be a {@link FileScanBuilder}: Spark 3.5 pushes filters to no other builder that takes expressions.
 */
abstract class FilterForwardingScanBuilder extends FileScanBuilder {
    final FileScanBuilder delegate;

    FilterForwardingScanBuilder(
            FileScanBuilder delegate, SparkSession session, PartitioningAwareFileIndex index, StructType dataSchema) {
        super(session, index, dataSchema);
        this.delegate = delegate;
    }

    @Override
    public final Seq<Expression> pushFilters(Seq<Expression> filters) {
        PushableFilters sorted = new PushableFilters(filters.iterator());
        return sorted.leftAnd(delegate.pushFilters(sorted.pushable()).iterator());
    }

    @Override
    public final Predicate[] pushedFilters() {
        return delegate.pushedFilters();
    }
}
