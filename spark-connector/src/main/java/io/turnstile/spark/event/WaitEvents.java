package io.turnstile.spark.event;

import io.turnstile.core.progress.WaitListener;
import io.turnstile.core.progress.WaitStatus;
import io.turnstile.spark.session.ListenerBus;
import io.turnstile.spark.session.WaitingExecution;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** The publisher of an application's waits, as events and as SQL executions that Spark's web interface shows. */
public final class WaitEvents implements WaitListener {
    private final SparkContext application;
    private final Map<Long, WaitingExecution> shown = new ConcurrentHashMap<>();

    public WaitEvents(SparkContext application) {
        this.application = application;
    }

    @Override
    public void begins(WaitStatus status) {
        post(DatasetWait.Phase.BEGAN, status);
        scala.Option<SparkSession> session = SparkSession.getActiveSession();
        if (session.isDefined()) {
            shown.put(status.id(), WaitingExecution.begin(session.get(), description(status)));
        }
    }

    @Override
    public void goesOn(WaitStatus status) {
        post(DatasetWait.Phase.GOES_ON, status);
    }

    @Override
    public void ends(WaitStatus last) {
        Optional.ofNullable(shown.remove(last.id())).ifPresent(WaitingExecution::close);
        post(DatasetWait.Phase.ENDED, last);
    }

    /** {@code waiting for travel.route_delays (nightly, 40 %)}. */
    private static String description(WaitStatus status) {
        OptionalInt percent = status.holder().progress().percent();
        String name = status.holder().application().name();
        return "waiting for " + status.dataset() + " ("
                + (name.isEmpty() ? status.holder().application().id() : name)
                + (percent.isPresent() ? ", " + percent.getAsInt() + " %" : "") + ")";
    }

    private void post(DatasetWait.Phase phase, WaitStatus status) {
        ListenerBus.post(
                application,
                new DatasetWait(
                        Long.toString(status.id()),
                        status.dataset().toString(),
                        phase,
                        status.holder().application().toString(),
                        status.holder().progress().percent().orElse(-1),
                        status.waited(),
                        Instant.now()));
    }
}
