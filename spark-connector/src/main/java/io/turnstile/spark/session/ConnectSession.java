package io.turnstile.spark.session;

import java.util.Optional;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Seq;

/**
 * A session of a Spark Connect server, which works for many: to others it is the session's user who computes and reads, not the
 * server. Its classes are looked up by name, since most applications have none of them.
 *
 * @param user who the client says it is
 * @param id the session's, as the client knows it
 */
public record ConnectSession(String user, String id) {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectSession.class);
    private static final String SERVICE = "org.apache.spark.sql.connect.service.";

    /** Looked up once, as every query with reuse would search the whole class path for it; null where this is no server. */
    private static final @Nullable Class<?> SERVER = server();

    /** Whose session it is; empty if no client's, or that cannot be told. */
    public static Optional<ConnectSession> of(SparkSession session) {
        if (SERVER == null) {
            return Optional.empty();
        }
        try {
            Object manager = get(SERVER.getField("MODULE$").get(null), "sessionManager");
            Object own = get(session, "sessionUUID");
            var sessions = ((Seq<?>) get(manager, "listActiveSessions")).iterator();
            while (sessions.hasNext()) {
                Object info = sessions.next();
                if (own.equals(get(info, "serverSessionId"))) {
                    return Optional.of(
                            new ConnectSession((String) get(info, "userId"), (String) get(info, "sessionId")));
                }
            }
        } catch (ReflectiveOperationException | LinkageError | ClassCastException | IllegalStateException unknown) {
            LOG.debug("Whose session this is cannot be told", unknown);
        }
        return Optional.empty();
    }

    private static @Nullable Class<?> server() {
        try {
            return Class.forName(SERVICE + "SparkConnectService$", false, ConnectSession.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError none) {
            LOG.debug("This is no Spark Connect server: {}", none.toString());
            return null;
        }
    }

    /** The id of the session that an event on Spark's listener bus tells the end of; empty for any other event. */
    public static Optional<String> ended(SparkListenerEvent event) {
        if (!event.getClass().getName().equals(SERVICE + "SparkListenerConnectSessionClosed")) {
            return Optional.empty();
        }
        try {
            return Optional.of((String) get(event, "sessionId"));
        } catch (ReflectiveOperationException unknown) {
            return Optional.empty();
        }
    }

    private static Object get(Object from, String method) throws ReflectiveOperationException {
        return from.getClass().getMethod(method).invoke(from);
    }
}
