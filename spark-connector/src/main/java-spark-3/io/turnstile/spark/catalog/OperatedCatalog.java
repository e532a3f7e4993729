package io.turnstile.spark.catalog;

import io.turnstile.core.doctor.Finding;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.spark.Turnstile;
import io.turnstile.spark.procedures.ClientOperations;
import io.turnstile.spark.procedures.ReuseRow;
import java.io.IOException;
import java.util.List;

/**
 * The base class of the catalog, which on Spark 4 has its procedures. Spark 3 has none; there it is {@link Turnstile}
 * and the command line.
 */
abstract class OperatedCatalog {
    /** The operations of the catalog's root, with the options that the session has now. */
    protected abstract Operations operations();

    /** What the datasets of the catalog's root come from. */
    protected abstract Origins origins();

    /** What clients ask for that have only SQL. */
    protected abstract ClientOperations clients();

    /** Whether a query, given as its text, would be read from datasets. */
    protected abstract List<ReuseRow> explained(String query) throws IOException;

    /** What the health check of the root and of this application finds. */
    protected abstract List<Finding> examined();
}
