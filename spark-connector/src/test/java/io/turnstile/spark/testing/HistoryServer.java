package io.turnstile.spark.testing;

import io.turnstile.core.testing.ChildJvm;
import io.turnstile.core.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark's history server in a JVM of its own. */
public final class HistoryServer implements AutoCloseable {
    private final ChildJvm jvm;
    private final String url;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private HistoryServer(ChildJvm jvm) {
        this.jvm = jvm;
        String started = jvm.awaitLine("Bound HistoryServer to ");
        jvm.readOn(log);
        this.url = "http://127.0.0.1:" + started.replaceAll(".*[:]([0-9]+).*", "$1");
    }

    /**
     * Starts one.
     *
     * @param logs where applications leave their event logs
     * @param work where it may leave things
     * @param jars what is on its class path besides Spark
     */
    public static HistoryServer started(Path logs, Path work, List<Path> jars) throws IOException {
        Path settings = Files.writeString(Files.createDirectories(work).resolve("history.properties"), """
                spark.history.fs.logDirectory=%s
                spark.history.store.path=%s
                spark.history.ui.port=0
                """.formatted(
                        logs.toUri(), Files.createDirectories(work.resolve("store"))));
        return new HistoryServer(SparkDistribution.unpacked()
                .running(
                        "org.apache.spark.deploy.history.HistoryServer",
                        List.of("--properties-file", settings.toString()),
                        jars));
    }

    /** The id of the only application, as soon as the server has read its log. */
    private String application() {
        AtomicReference<String> application = new AtomicReference<>();
        Eventually.within(Duration.ofSeconds(60), "the history server has read the log", () -> {
            Matcher id = Pattern.compile("\"id\" : \"([^\"]+)\"")
                    .matcher(WebPage.at(url("/api/v1/applications")).html());
            application.set(id.find() ? id.group(1) : null);
            return application.get() != null;
        });
        return application.get();
    }

    /** The address of something on it. */
    public String url(String path) {
        return url + path;
    }

    /** The address of the UI of the only application. */
    public String applicationUrl() {
        return url("/history/" + application());
    }

    /** A page of that. */
    public WebPage page(String path) {
        return WebPage.at(applicationUrl() + path);
    }

    /** Its queries with their metrics, as JSON. */
    public WebPage queries() {
        return WebPage.at(url("/api/v1/applications/" + application() + "/sql?details=true"));
    }

    /** The lines of its log that have this. */
    public List<String> logged(String text) {
        return log.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
