package io.turnstile.spark.testing;

import io.turnstile.spark.TurnstileCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;

/**
 * Catalogs of the shared session, each over a fresh root in a directory of the test's. Their locks are in memory if nothing else is
 * said: in a root they would be renewed while the test's directory is being deleted.
 */
public final class TestCatalog {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestCatalog() {}

    /** Registers one over a root that it makes. @return its name */
    public static String over(Path root, Map<String, String> options) {
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return over(root.toUri().toString(), options);
    }

    /** Registers one over whatever is named. @return its name */
    public static String over(String root, Map<String, String> options) {
        String name = "catalog" + COUNT.incrementAndGet();
        register(SharedSpark.session(), name, root, options);
        return name;
    }

    /** Registers one by a name of the caller's. */
    public static void register(SparkSession session, String name, String root, Map<String, String> options) {
        session.conf().set("spark.sql.catalog." + name, TurnstileCatalog.class.getName());
        session.conf().set("spark.sql.catalog." + name + ".root", root);
        if (!options.containsKey("redis")) {
            session.conf().set("spark.sql.catalog." + name + ".locks", "process");
        }
        options.forEach((option, value) -> session.conf().set("spark.sql.catalog." + name + "." + option, value));
    }

    /** Registers it in another session too, with all its settings. */
    public static void share(String name, SparkSession session) {
        String prefix = "spark.sql.catalog." + name;
        SharedSpark.session().conf().getAll().foreach(setting -> {
            if (setting._1().equals(prefix) || setting._1().startsWith(prefix + ".")) {
                session.conf().set(setting._1(), setting._2());
            }
            return null;
        });
    }
}
