package io.turnstile.spark.read;

import io.turnstile.core.commit.Manifest;
import io.turnstile.core.commit.Manifest.DataDirectory;
import io.turnstile.core.commit.Manifest.DataFile;
import io.turnstile.core.read.Snapshot;
import io.turnstile.spark.session.LiteralPath;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Schema inference for a generation whose manifest does not tell its schema: a job that wrote it through the committer
 * alone knows no schema. Spark infers it from the files, as {@code spark.read} does from any directory; for Parquet and
 * ORC from the footer of one of them, for CSV and JSON by reading them all.
 */
final class InferredManifest {
    private static final Pattern EXTENSION =
            Pattern.compile(".*\\.(parquet|orc|csv|json)(\\.[a-z0-9]+)?", Pattern.CASE_INSENSITIVE);

    private final SparkSession session;
    private final Snapshot snapshot;
    private final Manifest manifest;

    private InferredManifest(SparkSession session, Snapshot snapshot) {
        this.session = session;
        this.snapshot = snapshot;
        this.manifest = snapshot.manifest();
    }

    /**
     * The manifest, with format, schema and partition columns.
     *
     * @throws IllegalArgumentException if they can be inferred from nothing
     */
    static Manifest of(SparkSession session, Snapshot snapshot) {
        return snapshot.manifest().schema().isEmpty()
                ? new InferredManifest(session, snapshot).infer()
                : snapshot.manifest();
    }

    private Manifest infer() {
        String format = manifest.dataFormat().isEmpty() ? formatOfNames() : manifest.dataFormat();
        StructType schema = schema(format);
        String[] columns = schema.fieldNames();
        List<String> partitionColumns =
                Arrays.asList(columns).subList(columns.length - partitionDepth(), columns.length);
        return new Manifest(
                manifest.generation(),
                format,
                schema.asNullable().json(),
                partitionColumns,
                manifest.properties(),
                manifest.rows(),
                manifest.directories());
    }

    private String formatOfNames() {
        Set<String> formats = manifest.directories().stream()
                .map(DataDirectory::files)
                .flatMap(List::stream)
                .map(DataFile::name)
                .map(InferredManifest::formatOf)
                .collect(Collectors.toSet());
        if (formats.size() != 1 || formats.contains("")) {
            throw unknown("it did not say in which format, and the files' names do not either");
        }
        return formats.iterator().next();
    }

    private static String formatOf(String name) {
        Matcher extension = EXTENSION.matcher(name);
        return extension.matches() ? extension.group(1) : "";
    }

    @SuppressWarnings("CatchingUnchecked") // Spark throws checked exceptions of which its signatures do not tell.
    private StructType schema(String format) {
        if (manifest.directories().isEmpty()) {
            throw unknown("it wrote no files to infer one from");
        }
        try {
            return session.read()
                    .format(format)
                    .load(LiteralPath.of(snapshot.path()))
                    .schema();
        } catch (Exception e) {
            requireWhole(e);
            IllegalArgumentException told = unknown(String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse("Spark cannot infer one from format " + format));
            told.initCause(e);
            throw told;
        }
    }

    /** That a file is damaged is what there is to tell where one could not be read. */
    private void requireWhole(Exception unreadable) {
        try {
            snapshot.requireWhole();
        } catch (IOException unlisted) {
            unreadable.addSuppressed(unlisted);
        }
    }

    /** How many columns are in the directories' names; Spark appends them to those in the files. */
    private int partitionDepth() {
        return manifest.directories().stream()
                .mapToInt(directory -> (int) Arrays.stream(directory.path().split("/", -1))
                        .filter(name -> name.contains("="))
                        .count())
                .max()
                .orElse(0);
    }

    private IllegalArgumentException unknown(String why) {
        return new IllegalArgumentException(
                "Cannot read dataset %s as a table: generation %s was written by %s without a"
                                .formatted(
                                        snapshot.key(),
                                        manifest.generation(),
                                        snapshot.generation().publishedBy())
                        + " schema: " + why
                        + ". Set turnstile.format=parquet, orc, csv or json in the job that writes it, or read"
                        + " its files by their path, " + snapshot.path() + ".");
    }
}
