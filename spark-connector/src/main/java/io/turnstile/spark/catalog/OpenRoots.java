package io.turnstile.spark.catalog;

import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.Application;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.spark.event.ApplicationMetrics;
import io.turnstile.spark.event.WaitEvents;
import io.turnstile.spark.session.ConnectSession;
import io.turnstile.spark.session.ConsoleProgress;
import io.turnstile.spark.session.ExecutorClassPath;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.sql.SparkSession;

/**
 * The registry of the roots that Spark applications in this JVM have opened. All sessions of an application share a
 * root that they open with the same options as the same user, since a root acts as the user who opened it; when the
 * application ends, its locks and pins are given back. Each session of a Spark Connect server has its own, as another
 * application's would be, until it ends.
 */
public final class OpenRoots {
    private static final Map<SparkContext, OpenRoots> BY_APPLICATION = new HashMap<>();

    private final SparkContext context;

    /** Asked for once, as Spark copies all settings for it, and a root is looked for with each query. */
    private final String host;

    private final Map<Key, DatasetRoot> opened = new HashMap<>();

    private OpenRoots(SparkContext context) {
        this.context = context;
        this.host = context.getConf().get("spark.driver.host", "unknown host");
    }

    /** The key of an open root. Not shown as records are: there may be a password among the options. */
    private record Key(UserGroupInformation user, Application application, Map<String, String> options) {
        @Override
        public String toString() {
            return user + " " + options.keySet();
        }
    }

    /** The root that the options name. @throws IOException if it cannot be opened; it can be tried again */
    public static DatasetRoot open(SparkSession session, Map<String, String> options) throws IOException {
        SparkContext context = session.sparkContext();
        OpenRoots roots;
        synchronized (BY_APPLICATION) {
            roots = BY_APPLICATION.get(context);
            if (roots == null) {
                roots = new OpenRoots(context);
                BY_APPLICATION.put(context, roots);
                context.addSparkListener(new ExecutorClassPath());
                ConsoleProgress.keepClearOf(context);
                context.addSparkListener(new SparkListener() {
                    @Override
                    public void onApplicationEnd(SparkListenerApplicationEnd end) {
                        closeAll(context);
                    }

                    @Override
                    public void onOtherEvent(SparkListenerEvent event) {
                        ConnectSession.ended(event).ifPresent(session -> closeThoseOf(context, session));
                    }
                });
            }
        }
        return roots.opened(session, options);
    }

    private synchronized DatasetRoot opened(SparkSession session, Map<String, String> options) throws IOException {
        Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        folded.putAll(options);
        UserGroupInformation user = UserGroupInformation.getCurrentUser();
        Application application = application(session, user);
        Key key = new Key(user, application, folded);
        DatasetRoot known = opened.get(key);
        if (known != null) {
            return known;
        }
        DatasetRoot root = DatasetRoot.open(TurnstileOptions.of(folded), application, context.hadoopConfiguration());
        root.onWait(new WaitEvents(context));
        opened.put(key, root);
        ApplicationMetrics.of(context).ifPresent(metrics -> metrics.opened(root));
        return root;
    }

    private Application application(SparkSession session, UserGroupInformation user) {
        Optional<ConnectSession> client = ConnectSession.of(session);
        return new Application(
                client.map(ConnectSession::id).orElse(context.applicationId()),
                context.appName(),
                client.map(ConnectSession::user).filter(name -> !name.isEmpty()).orElse(user.getShortUserName()),
                host);
    }

    private static void closeThoseOf(SparkContext context, String session) {
        OpenRoots roots;
        synchronized (BY_APPLICATION) {
            roots = BY_APPLICATION.get(context);
        }
        if (roots != null) {
            synchronized (roots) {
                roots.opened.entrySet().removeIf(entry -> {
                    boolean theirs = entry.getKey().application().id().equals(session);
                    if (theirs) {
                        entry.getValue().close();
                        ApplicationMetrics.of(context).ifPresent(metrics -> metrics.closed(entry.getValue()));
                    }
                    return theirs;
                });
            }
        }
    }

    private static void closeAll(SparkContext context) {
        OpenRoots roots;
        synchronized (BY_APPLICATION) {
            roots = BY_APPLICATION.remove(context);
        }
        if (roots != null) {
            synchronized (roots) {
                roots.opened.values().forEach(DatasetRoot::close);
            }
        }
    }
}
