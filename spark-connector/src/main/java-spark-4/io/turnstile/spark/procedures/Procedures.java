package io.turnstile.spark.procedures;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.turnstile.core.collect.CollectionReport;
import io.turnstile.core.doctor.Finding;
import io.turnstile.core.operations.CollectionRow;
import io.turnstile.core.operations.DatasetCollectionRow;
import io.turnstile.core.operations.DatasetRow;
import io.turnstile.core.operations.EvictionRow;
import io.turnstile.core.operations.GenerationRow;
import io.turnstile.core.operations.InputRow;
import io.turnstile.core.operations.LineageRow;
import io.turnstile.core.operations.LockRow;
import io.turnstile.core.operations.NameRow;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.operations.ProblemRow;
import io.turnstile.core.operations.ReaderRow;
import io.turnstile.core.operations.RollbackRow;
import io.turnstile.core.operations.SavingsRow;
import io.turnstile.core.operations.WaiterRow;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.spark.procedures.OperationProcedure.Arguments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The registry of a catalog's stored procedures: {@code CALL <catalog>.system.<procedure>(…)}. */
public final class Procedures {
    /** The namespace that they are in. */
    public static final String NAMESPACE = "system";

    private static final ProcedureParameter TABLE = ProcedureParameter.in("table", StringType)
            .comment("the dataset, such as travel.route_delays")
            .build();

    /** What explains the reuse of a query. */
    public interface Explanation {
        List<ReuseRow> of(String query) throws IOException;
    }

    private final String catalog;
    private final Map<String, OperationProcedure> byName = new TreeMap<>();

    /**
     * Those of one catalog.
     *
     * @param operations asked for each call, with the options that the session has then
     * @param origins asked for each call
     * @param clients asked for each call
     * @param explanation what explains the reuse of a query
     * @param examination what examines the root and the application
     */
    public Procedures(
            String catalog,
            Supplier<Operations> operations,
            Supplier<Origins> origins,
            Supplier<ClientOperations> clients,
            Explanation explanation,
            Supplier<List<Finding>> examination) {
        this.catalog = catalog;
        ClientProcedures.of(TABLE, clients).forEach(this::add);
        add(new OperationProcedure(
                "datasets",
                "The datasets in a namespace and below.",
                DatasetRow.class,
                arguments -> operations.get().datasets(arguments.text(0)),
                ProcedureParameter.in("namespace", StringType)
                        .defaultValue("''")
                        .comment("all of the root if empty")
                        .build()));
        add(new OperationProcedure(
                "generations",
                "The latest versions of a dataset, and what became of their generations.",
                GenerationRow.class,
                arguments -> operations.get().generations(arguments.text(0), arguments.count(1)),
                TABLE,
                ProcedureParameter.in("versions", IntegerType)
                        .defaultValue(Integer.toString(Operations.VERSIONS))
                        .comment("how many")
                        .build()));
        add(new OperationProcedure(
                "savings",
                "How often datasets were used, and how much computing that saved.",
                SavingsRow.class,
                arguments -> operations.get().savings(arguments.text(0), arguments.text(1)),
                ProcedureParameter.in("by", StringType)
                        .defaultValue("'dataset'")
                        .comment("dataset, namespace or user")
                        .build(),
                ProcedureParameter.in("namespace", StringType)
                        .defaultValue("''")
                        .comment("all of the root if empty")
                        .build()));
        add(new OperationProcedure(
                "locks",
                "Who is computing what.",
                LockRow.class,
                arguments -> operations.get().locks()));
        add(new OperationProcedure(
                "waiters",
                "Who waits for those who are computing.",
                WaiterRow.class,
                arguments -> operations.get().waiters()));
        add(new OperationProcedure(
                "readers",
                "Who reads a dataset, or waits to.",
                ReaderRow.class,
                arguments -> operations.get().readers(arguments.text(0)),
                TABLE));
        add(new OperationProcedure(
                "inputs",
                "What a dataset was computed from, and whether that has changed since.",
                InputRow.class,
                arguments -> origins.get().inputs(arguments.text(0)),
                TABLE));
        add(new OperationProcedure(
                "lineage",
                "What a dataset comes from, and which datasets come from it.",
                LineageRow.class,
                arguments -> origins.get().lineage(arguments.text(0), arguments.count(1)),
                TABLE,
                ProcedureParameter.in("depth", IntegerType)
                        .defaultValue("10")
                        .comment("how many steps at most")
                        .build()));
        add(new OperationProcedure(
                "explain_reuse",
                "Whether a query, or parts of it, would be read from datasets; if not, which is the nearest, and what differs.",
                ReuseRow.class,
                arguments -> explanation.of(arguments.text(0)),
                ProcedureParameter.in("query", StringType)
                        .comment("its text; it is not run")
                        .build()));
        add(new OperationProcedure(
                "doctor",
                "Examines the root and what it stands on, the session's settings, and what executors have; says what to do.",
                Finding.class,
                arguments -> examination.get()));
        add(new OperationProcedure(
                "collect",
                "Retires and deletes what nobody can need any more, or says what would be done.",
                CollectionRow.class,
                arguments -> collect(operations.get(), arguments),
                ProcedureParameter.in("table", StringType)
                        .defaultValue("''")
                        .comment("the dataset; every one if empty, removed ones too")
                        .build(),
                ProcedureParameter.in("dry_run", BooleanType)
                        .defaultValue("true")
                        .comment("whether only to say it")
                        .build(),
                ProcedureParameter.in("namespace", StringType)
                        .defaultValue("''")
                        .comment("without a table: every dataset in that namespace and below")
                        .build(),
                ProcedureParameter.in("unused_for", StringType)
                        .defaultValue("''")
                        .comment("evicts datasets that were not used for so long, such as 30d")
                        .build(),
                ProcedureParameter.in("max_bytes", StringType)
                        .defaultValue("''")
                        .comment("evicts datasets until no more than that is held, such as 2t")
                        .build(),
                ProcedureParameter.in("keep_generations", StringType)
                        .defaultValue("''")
                        .comment(
                                "retires superseded generations before the retention is over, so that so many can be read")
                        .build()));
        add(new OperationProcedure(
                "unlock",
                "Takes a dataset's lock from whoever holds it, who cannot publish then.",
                LockRow.class,
                arguments -> operations.get().unlock(arguments.text(0), arguments.text(1)),
                TABLE,
                ProcedureParameter.in("reason", StringType)
                        .comment("kept with the dataset")
                        .build()));
        add(new OperationProcedure(
                "verify",
                "What is wrong with a dataset's files.",
                ProblemRow.class,
                arguments -> operations.get().verify(arguments.text(0)),
                TABLE));
        add(new OperationProcedure(
                "rollback",
                "Makes what a dataset was at an earlier version the dataset again.",
                RollbackRow.class,
                arguments -> List.of(operations.get().rollback(arguments.text(0), arguments.number(1))),
                TABLE,
                ProcedureParameter.in("version", LongType)
                        .comment("as generations() tells")
                        .build()));
        add(new OperationProcedure(
                "name",
                "The name to use for a dataset with parameters.",
                NameRow.class,
                arguments -> List.of(Operations.name(arguments.text(0), arguments.map(1))),
                TABLE,
                ProcedureParameter.in("parameters", DataTypes.createMapType(StringType, StringType))
                        .build()));
    }

    private static List<? extends Record> collect(Operations asked, Arguments arguments) throws IOException {
        String generations = arguments.text(5);
        Operations operations = generations.isEmpty() ? asked : asked.keepingGenerations(generations);
        String table = arguments.text(0);
        CollectionReport.Mode mode = arguments.flag(1) ? CollectionReport.Mode.DRY_RUN : CollectionReport.Mode.DELETE;
        String unusedFor = arguments.text(3);
        String maxBytes = arguments.text(4);
        if (!unusedFor.isEmpty() || !maxBytes.isEmpty()) {
            if (!table.isEmpty()) {
                throw new InvalidOptionException(
                        "'unused_for' and 'max_bytes' are about whole datasets, of the root or of"
                                + " a namespace. To drop one, use DROP TABLE.");
            }
            List<EvictionRow> evicted = new ArrayList<>();
            operations.evict(arguments.text(2), unusedFor, maxBytes, mode, evicted::add);
            return evicted;
        }
        if (!table.isEmpty()) {
            return operations.collect(table, mode);
        }
        List<DatasetCollectionRow> rows = new ArrayList<>();
        operations.collect(arguments.text(2), mode, rows::add);
        return rows;
    }

    private void add(OperationProcedure procedure) {
        byName.put(procedure.name(), procedure);
    }

    /** All of them. */
    public Identifier[] list() {
        return byName.keySet().stream()
                .map(name -> Identifier.of(new String[] {NAMESPACE}, name))
                .toArray(Identifier[]::new);
    }

    /** The procedure of that name; one that says which there are, if it is none. */
    public UnboundProcedure load(Identifier ident) {
        boolean inSystem = ident.namespace().length == 1 && ident.namespace()[0].equalsIgnoreCase(NAMESPACE);
        OperationProcedure known = byName.get(inSystem ? ident.name().toLowerCase(Locale.ROOT) : "");
        return known != null ? known : new Unknown(ident.toString(), message(ident));
    }

    private String message(Identifier ident) {
        return "There is no procedure " + catalog + "." + String.join(".", ident.namespace()) + "." + ident.name()
                + "; in " + catalog + "." + NAMESPACE + " there are " + String.join(", ", byName.keySet()) + ".";
    }

    /**
     * An unbound procedure in place of one that does not exist, which refuses to be bound: Spark takes what is thrown
     * while a procedure is loaded for a failure of ours, and hides the message.
     */
    private record Unknown(String name, String message) implements UnboundProcedure {
        @Override
        public BoundProcedure bind(StructType inputType) {
            throw new InvalidOptionException(message);
        }
    }
}
