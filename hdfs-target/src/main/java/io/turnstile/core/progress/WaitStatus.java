package io.turnstile.core.progress;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.option.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The status of one wait for a holder.
 *
 * @param id tells it from any other wait of this JVM
 * @param dataset what is waited for
 * @param holder who computes it, and how far it is
 * @param waited how long this call has waited so far
 * @param waiting how many wait for the same, this call included; 0 if that is not known
 * @param lastTook how long the last generation took to compute; zero if there was none
 */
public record WaitStatus(long id, DatasetKey dataset, Holder holder, Duration waited, int waiting, Duration lastTook) {
    private static final int ENOUGH_TO_TELL = 5;

    /**
     * How long the holder will go on: as long as the last generation took, or else as what is done took for each per cent.
     * Empty if there is nothing to tell it from, or if it takes longer already.
     */
    public Optional<Duration> rest() {
        OptionalInt percent = holder.progress().percent();
        Duration whole = lastTook;
        if (whole.isZero() && percent.isPresent() && percent.getAsInt() >= ENOUGH_TO_TELL) {
            whole = holder.heldFor().multipliedBy(100).dividedBy(percent.getAsInt());
        }
        Duration rest = whole.minus(holder.heldFor());
        return rest.isNegative() || rest.isZero() ? Optional.empty() : Optional.of(rest);
    }

    /** For a terminal, whose width may cut it off: what changes comes first. */
    public String brief() {
        OptionalInt percent = holder.progress().percent();
        String name = holder.application().name();
        return "Waiting for " + dataset + ": "
                + (percent.isPresent() ? percent.getAsInt() + " % done, " : "")
                + rest().map(rest -> "about " + Durations.shown(rest) + " left, ")
                        .orElse("")
                + "waited " + Durations.shown(waited)
                + (waiting > 1 ? ", " + waiting + " wait" : "") + "; "
                + (name.isEmpty() ? holder.application().id() : name) + " of "
                + holder.application().user() + " on " + holder.application().host() + " computes it for "
                + Durations.shown(holder.heldFor())
                + (holder.progress().address().isEmpty()
                        ? ""
                        : "; " + holder.progress().address());
    }

    /** For a log. */
    public String line() {
        StringBuilder line = new StringBuilder("Waiting for dataset ")
                .append(dataset)
                .append(": it is being computed by ")
                .append(holder);
        rest().ifPresent(rest ->
                line.append(", about ").append(Durations.shown(rest)).append(" left"));
        if (!lastTook.isZero()) {
            line.append(" (last time ").append(Durations.shown(lastTook)).append(')');
        }
        line.append("; waited ").append(Durations.shown(waited));
        if (waiting > 1) {
            line.append(", ").append(waiting).append(" wait");
        }
        String address = holder.progress().address();
        return address.isEmpty()
                ? line.toString()
                : line.append("; ").append(address).toString();
    }
}
