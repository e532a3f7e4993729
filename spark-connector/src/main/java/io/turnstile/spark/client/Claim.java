package io.turnstile.spark.client;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.write.GenerationWrite;
import io.turnstile.core.write.WriteStart;
import java.util.Optional;

/**
 * A claim: the held lock of a dataset that its client is to compute, held while the client makes the query. The write that names
 * it goes on with it, and publishes.
 *
 * @param place root and name of the dataset
 * @param start of the write, which the client has not begun to write yet
 * @param enclosing the claim within whose query this one was made, if any
 */
public record Claim(String place, WriteStart.Compute start, Optional<String> enclosing) implements ClientHolds.Held {
    /**
     * Takes over a claim from the registry.
     *
     * @return the claim, whose write the caller closes; empty if it has expired, or is another dataset's
     */
    public static Optional<Claim> take(String id, CachedDataset dataset) {
        boolean right = ClientHolds.find(id)
                .filter(held -> held instanceof Claim claim && claim.place.equals(place(dataset)))
                .isPresent();
        return right ? ClientHolds.take(id).map(Claim.class::cast) : Optional.empty();
    }

    static Claim of(CachedDataset dataset, WriteStart.Compute start, Optional<String> enclosing) {
        return new Claim(place(dataset), start, enclosing);
    }

    private static String place(CachedDataset dataset) {
        return dataset.options().root() + " " + dataset.key();
    }

    /**
     * Has the current thread know that it works for a claim, and for those that enclose it: so it waits neither for itself nor
     * for whoever waits for it, although another thread took their locks.
     *
     * @return what ends that
     */
    public static Runnable workFor(Optional<String> id) {
        Optional<Claim> claim =
                id.flatMap(ClientHolds::find).filter(Claim.class::isInstance).map(Claim.class::cast);
        if (claim.isEmpty()) {
            return () -> {};
        }
        Runnable outer = workFor(claim.get().enclosing);
        Runnable own = claim.get().start.write().computedHere();
        return () -> {
            own.run();
            outer.run();
        };
    }

    @Override
    public void giveBack(Optional<String> failure) {
        GenerationWrite write = start.write();
        failure.ifPresent(why -> write.fail(new FailedQueryException(why)));
        write.close();
    }

    @Override
    public String toString() {
        return "the claim on dataset " + start.write().key();
    }
}
