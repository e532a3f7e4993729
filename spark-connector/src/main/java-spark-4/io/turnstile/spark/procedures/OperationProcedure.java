package io.turnstile.spark.procedures;

import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.session.LocalRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** A stored procedure for one operation, unbound and bound in one. It runs on the driver. */
final class OperationProcedure implements UnboundProcedure, BoundProcedure {
    private final String name;
    private final String description;
    private final Class<? extends Record> kind;
    private final Operation operation;
    private final ProcedureParameter[] parameters;

    OperationProcedure(
            String name,
            String description,
            Class<? extends Record> kind,
            Operation operation,
            ProcedureParameter... parameters) {
        this.name = name;
        this.description = description;
        this.kind = kind;
        this.operation = operation;
        this.parameters = parameters;
    }

    /** The body of a procedure. */
    interface Operation {
        List<? extends Record> run(Arguments arguments) throws IOException;
    }

    /** The arguments of a call, by the position of their parameters. */
    record Arguments(OperationProcedure procedure, Row values) {
        String text(int i) {
            return given(i).getString(i);
        }

        boolean flag(int i) {
            return given(i).getBoolean(i);
        }

        long number(int i) {
            return given(i).getLong(i);
        }

        int count(int i) {
            int count = given(i).getInt(i);
            if (count < 1) {
                throw new InvalidOptionException("Cannot call " + procedure.name + ": '"
                        + procedure.parameters[i].name() + "' is " + count + "; it must be at least 1.");
            }
            return count;
        }

        Map<String, String> map(int i) {
            return given(i).getJavaMap(i);
        }

        private Row given(int i) {
            if (values.isNullAt(i)) {
                throw new InvalidOptionException(
                        "Cannot call " + procedure.name + ": '" + procedure.parameters[i].name() + "' is NULL.");
            }
            return values;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public BoundProcedure bind(StructType inputType) {
        return this;
    }

    @Override
    public ProcedureParameter[] parameters() {
        return parameters.clone();
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    @Override
    public Iterator<Scan> call(InternalRow input) {
        StructType types = new StructType();
        for (ProcedureParameter parameter : parameters) {
            types = types.add(parameter.name(), parameter.dataType());
        }
        try {
            List<? extends Record> rows = operation.run(new Arguments(this, LocalRows.external(types, input)));
            // What kind of rows there are may depend on the arguments.
            StructType schema =
                    OperationRows.schema(rows.isEmpty() ? kind : rows.get(0).getClass());
            return List.<Scan>of(new LocalRows(schema, OperationRows.rows(rows)))
                    .iterator();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
