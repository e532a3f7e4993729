package io.turnstile.core.storage;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.GenerationName;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The directory layout of a dataset: where each of its files lies. Pure arithmetic on paths and names. The whole of it is drawn
 * in {@code docs/protocol.md}, under <em>On disk</em>.
 *
 * @param log the dataset's {@code _turnstile} directory
 */
public record Layout(Path log) {
    /** The directory that holds everything of a dataset, and of a root; Spark and MapReduce take it for hidden. */
    public static final String DIRECTORY = "_turnstile";

    /** The name of the file that tells of the last computation that failed. */
    public static final String FAILURE = "failure.json";

    /** The name of a generation's manifest. */
    public static final String MANIFEST = "_manifest.json";

    private static final Pattern RECORD = Pattern.compile("(\\d{8}|[1-9]\\d{8,17})\\.json");
    private static final Pattern TEMPORARY = Pattern.compile("(\\d{8}|[1-9]\\d{8,17})\\.json\\.[0-9a-f]{8}\\.tmp");

    /** The layout of a dataset in a root. */
    public static Layout of(Path root, DatasetKey key) {
        return new Layout(new Path(new Path(root, String.join("/", key.parts())), DIRECTORY));
    }

    /** Whether a directory with these entries is a dataset's, or was. */
    public static boolean hasLog(List<Entry> entries) {
        return entries.stream().anyMatch(entry -> entry.name().equals(DIRECTORY));
    }

    /** The file that says what a root is. */
    public static Path rootFile(Path root) {
        return new Path(new Path(root, DIRECTORY), "root.json");
    }

    /** A copy of that, for when it cannot be read. */
    public static Path rootFileCopy(Path root) {
        return new Path(new Path(root, DIRECTORY), "root-copy.json");
    }

    /** The directory that tells which datasets of a root have something to be collected, and when. */
    public static Path due(Path root) {
        return new Path(new Path(root, DIRECTORY), "due");
    }

    /** The directory that tells how the datasets of a root are used. */
    public static Path use(Path root) {
        return new Path(new Path(root, DIRECTORY), "use");
    }

    /** The directory that has the locks of a root, where they are kept in it. */
    public static Path locks(Path root) {
        return new Path(new Path(root, DIRECTORY), "locks");
    }

    /** The directory that tells which generations of a root can stand for which queries. */
    public static Path plans(Path root) {
        return new Path(new Path(root, DIRECTORY), "plans");
    }

    /** The file that marks a namespace, by its directory, as dropped. */
    public static Path droppedNamespace(Path namespace) {
        return new Path(new Path(namespace, DIRECTORY), "dropped");
    }

    /** The commit record of a version. */
    public Path record(long version) {
        return new Path(log, String.format(Locale.ROOT, "%08d.json", version));
    }

    /** The file that tells of the last computation that failed. */
    public Path failure() {
        return new Path(log, FAILURE);
    }

    /** The directory of a generation. */
    public Path generation(GenerationName name) {
        return new Path(log, name.toString());
    }

    /** The manifest of a generation. */
    public Path manifest(GenerationName name) {
        return new Path(generation(name), MANIFEST);
    }

    /** The version whose record bears this file name; empty if it is no record. */
    public static OptionalLong recordVersion(String fileName) {
        return version(RECORD, fileName);
    }

    /** The version that a temporary file was to become; empty if it is no such file. */
    public static OptionalLong temporaryVersion(String fileName) {
        return version(TEMPORARY, fileName);
    }

    private static OptionalLong version(Pattern form, String fileName) {
        Matcher matcher = form.matcher(fileName);
        return matcher.matches() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
