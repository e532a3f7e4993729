package io.turnstile.spark.procedures;

import io.turnstile.core.operations.WaitRow;
import java.util.List;
import java.util.Map;

/**
 * The operations of clients that make their own queries or read files by themselves, and have only SQL to ask for it, as Python
 * does. Options are those of a read or write, {@code param.<name>} included; {@code claim} among them names the claim within whose
 * query the call is made.
 */
public interface ClientOperations {
    /**
     * Waits for a dataset that somebody is computing, as a read does, and pins nothing.
     *
     * @param timeout for how long at most; empty if the option {@code lock.wait} decides
     */
    WaitRow await(String table, String timeout, Map<String, String> options);

    /**
     * Begins a write that reuses the dataset, and waits for whoever computes it. Where it is to be computed, its lock is held
     * until the write that names the claim, {@link #release}, or the end of the lease.
     */
    ClaimRow claim(String table, Map<String, String> options);

    /** Pins the dataset's head, waiting for a first writer, and lists its files; held as a claim is. */
    List<PinnedFileRow> pin(String table, Map<String, String> options);

    /** Renews the lease of a claim or a pin. */
    HoldRow keep(String id);

    /**
     * Gives a claim or a pin back.
     *
     * @param failure why the client of a claim does not go on, for those who wait; empty if it only gives up
     */
    HoldRow release(String id, String failure);
}
