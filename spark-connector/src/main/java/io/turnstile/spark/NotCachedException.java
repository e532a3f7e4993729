package io.turnstile.spark;

import io.turnstile.core.exception.DatasetException;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;

/**
 * An {@link AnalysisException}: a query names a dataset that is not cached. To Spark this is the condition that a table
 * was not found, with a message that says more than its own; it is not the exception for which Spark goes on to look
 * elsewhere.
 */
public final class NotCachedException extends AnalysisException {
    private static final long serialVersionUID = 1L;

    /** @param cause there is none, or none yet, because somebody is computing it */
    NotCachedException(DatasetException cause) {
        super(
                cause.getMessage(),
                scala.Option.empty(),
                scala.Option.empty(),
                scala.Option.apply(cause),
                scala.Option.apply("TABLE_OR_VIEW_NOT_FOUND"),
                scala.collection.immutable.Map$.MODULE$.<String, String>empty(),
                new QueryContext[0]);
    }
}
