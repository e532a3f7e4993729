package io.turnstile.spark.procedures;

import static org.apache.spark.sql.types.DataTypes.StringType;

import io.turnstile.core.operations.WaitRow;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;

/** The procedures of clients that make their own queries or read files by themselves, such as the Python package. */
final class ClientProcedures {
    private static final ProcedureParameter OPTIONS = ProcedureParameter.in(
                    "options", DataTypes.createMapType(StringType, StringType))
            .defaultValue("map()")
            .comment("as of a read or write, such as param.date")
            .build();

    private static final ProcedureParameter ID =
            ProcedureParameter.in("id", StringType).comment("the claim or pin").build();

    private ClientProcedures() {}

    /**
     * All of them.
     *
     * @param table the parameter that names a dataset
     * @param clients asked for each call
     */
    static List<OperationProcedure> of(ProcedureParameter table, Supplier<ClientOperations> clients) {
        return List.of(
                new OperationProcedure(
                        "wait",
                        "Waits for a dataset that somebody is computing.",
                        WaitRow.class,
                        given -> List.of(clients.get().await(given.text(0), given.text(1), given.map(2))),
                        table,
                        ProcedureParameter.in("timeout", StringType)
                                .defaultValue("''")
                                .comment("for how long at most, such as 30m; if empty, lock.wait")
                                .build(),
                        OPTIONS),
                new OperationProcedure(
                        "claim",
                        "Waits for whoever computes a dataset; where it is to be computed, holds its lock for a write that names the"
                                + " claim.",
                        ClaimRow.class,
                        given -> List.of(clients.get().claim(given.text(0), given.map(1))),
                        table,
                        OPTIONS),
                new OperationProcedure(
                        "pin",
                        "Pins a dataset's generation, and lists its files.",
                        PinnedFileRow.class,
                        given -> clients.get().pin(given.text(0), given.map(1)),
                        table,
                        OPTIONS),
                new OperationProcedure(
                        "keep",
                        "Says that a claim or a pin is still wanted.",
                        HoldRow.class,
                        given -> List.of(clients.get().keep(given.text(0))),
                        ID),
                new OperationProcedure(
                        "release",
                        "Gives a claim or a pin back.",
                        HoldRow.class,
                        given -> List.of(clients.get().release(given.text(0), given.text(1))),
                        ID,
                        ProcedureParameter.in("failure", StringType)
                                .defaultValue("''")
                                .comment("why a claim's query could not be made, for those who wait")
                                .build()));
    }
}
