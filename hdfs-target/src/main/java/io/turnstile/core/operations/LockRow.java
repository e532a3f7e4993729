package io.turnstile.core.operations;

import io.turnstile.core.identity.Application;
import io.turnstile.core.lock.Holder;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A row of the locks listing: a held lock and its holder.
 *
 * @param dataset the dataset that is being computed, or changed
 * @param application the id of the application that holds it
 * @param applicationName what it calls itself
 * @param user as whom it runs
 * @param host where its driver is
 * @param heldFor how long it has held it
 * @param leaseLeft when it would be free if the application died now
 * @param percent how much of the work that it knows of is done, as it said last; null if it said nothing
 * @param waiting how many wait for it
 * @param address where to look at it, such as Spark's web interface; null if it said nothing
 * @param waitingFor the dataset that it is waiting for itself; null if it is not
 */
public record LockRow(
        String dataset,
        String application,
        String applicationName,
        String user,
        String host,
        Duration heldFor,
        Duration leaseLeft,
        @Nullable Long percent,
        Long waiting,
        @Nullable String address,
        @Nullable String waitingFor) {
    static LockRow of(String dataset, Holder holder, long waiting, @Nullable String waitingFor) {
        Application application = holder.application();
        OptionalInt percent = holder.progress().percent();
        String address = holder.progress().address();
        return new LockRow(
                dataset,
                application.id(),
                application.name(),
                application.user(),
                application.host(),
                holder.heldFor(),
                holder.leaseLeft(),
                percent.isPresent() ? (long) percent.getAsInt() : null,
                waiting,
                address.isEmpty() ? null : address,
                waitingFor);
    }
}
