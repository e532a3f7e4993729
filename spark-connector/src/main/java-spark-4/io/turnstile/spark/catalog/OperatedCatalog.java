package io.turnstile.spark.catalog;

import io.turnstile.core.doctor.Finding;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.spark.procedures.ClientOperations;
import io.turnstile.spark.procedures.Procedures;
import io.turnstile.spark.procedures.ReuseRow;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.ProcedureCatalog;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;

/**
 * The base class of the catalog that has its procedures ({@link ProcedureCatalog}), which Spark 3 does not know:
 * {@code CALL <catalog>.system.<procedure>(…)}.
 */
abstract class OperatedCatalog implements ProcedureCatalog {
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

    @Override
    public UnboundProcedure loadProcedure(Identifier ident) {
        return procedures().load(ident);
    }

    @SuppressWarnings("MissingOverride") // Spark 4.0 has no such method.
    public Identifier[] listProcedures(String[] namespace) {
        boolean inSystem = namespace.length == 1 && namespace[0].equalsIgnoreCase(Procedures.NAMESPACE);
        return inSystem ? procedures().list() : new Identifier[0];
    }

    private Procedures procedures() {
        return new Procedures(name(), this::operations, this::origins, this::clients, this::explained, this::examined);
    }
}
