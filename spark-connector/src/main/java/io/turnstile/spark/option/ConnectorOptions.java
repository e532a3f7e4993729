package io.turnstile.spark.option;

import io.turnstile.core.identity.Parameters;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.RuntimeConfig;

/**
 * The parsed options of one write or read: Turnstile's own, and those that belong to the data format. A name that is
 * neither is a mistake and is refused, since an option that silently does nothing is worse.
 *
 * @param own Turnstile's, see {@link TurnstileOption}
 * @param format the data format's, passed on to it
 * @param dataFormat the data format, if one is named
 * @param parameters what the dataset is for, {@code param.<name>}
 * @param claim the claim of a client that the call belongs to, if any
 */
public record ConnectorOptions(
        Map<String, String> own,
        Map<String, String> format,
        Optional<String> dataFormat,
        Parameters parameters,
        Optional<String> claim) {
    /** The data format to write, where neither {@code USING} nor this option says so: {@code parquet}. */
    static final String FORMAT = "format";

    /** The name of a registered catalog, in place of {@code root}. */
    public static final String CATALOG = "catalog";

    /** The dataset's key, from {@code load} or {@code save}. */
    public static final String PATH = "path";

    /** What the names of parameters begin with. */
    public static final String PARAMETER = "param.";

    /** A version number or a generation's name, for a read of what the dataset was then. */
    public static final String VERSION_AS_OF = "versionAsOf";

    /** A time, for a read of what the dataset was then. */
    public static final String TIMESTAMP_AS_OF = "timestampAsOf";

    /** The id of a claim, of which the procedure {@code claim} tells. */
    private static final String CLAIM = "claim";

    private static final String SESSION = "spark.turnstile.";

    private static final List<String> OF_READS = List.of(VERSION_AS_OF, TIMESTAMP_AS_OF);

    private static final List<String> CONNECTOR = List.of(FORMAT, CATALOG, PATH, VERSION_AS_OF, TIMESTAMP_AS_OF, CLAIM);

    /** Those of {@link #SPARK} that say nothing of what text means. */
    private static final Set<String> NOT_OF_TEXT = Set.of(
            "compression",
            "codec",
            "mergeschema",
            "datetimerebasemode",
            "int96rebasemode",
            "maxrecordsperfile",
            "ignoremissingfiles",
            "ignorecorruptfiles");

    /** What Spark's own file formats take, and the prefixes under which file system and format settings are passed. */
    private static final Set<String> SPARK = Set.of(
            "compression",
            "codec",
            "mergeschema",
            "datetimerebasemode",
            "int96rebasemode",
            "maxrecordsperfile",
            "timezone",
            "header",
            "sep",
            "delimiter",
            "quote",
            "escape",
            "quoteall",
            "escapequotes",
            "nullvalue",
            "emptyvalue",
            "nanvalue",
            "positiveinf",
            "negativeinf",
            "comment",
            "ignoreleadingwhitespace",
            "ignoretrailingwhitespace",
            "chartoescapequoteescaping",
            "enforceschema",
            "maxcolumns",
            "maxcharspercolumn",
            "locale",
            "dateformat",
            "timestampformat",
            "timestampntzformat",
            "encoding",
            "charset",
            "linesep",
            "ignorenullfields",
            "multiline",
            "mode",
            "ignoremissingfiles",
            "ignorecorruptfiles");

    private static final Set<String> OF_FILES = Set.of("compression", "codec", "maxrecordsperfile");

    private static final List<String> SECRET =
            List.of("encryption", "encrypt", "crypto", "kms", "key", "token", "password");

    private static final List<String> PREFIXES = List.of("parquet.", "orc.", "dfs.", "fs.", "io.", "hadoop.");

    /**
     * Sorts options.
     *
     * @throws InvalidOptionException if one is neither Turnstile's nor the data format's
     * @throws io.turnstile.core.identity.InvalidKeyException if a parameter has a name that is none
     */
    public static ConnectorOptions of(Map<String, String> options) {
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> format = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> parameters = new TreeMap<>();
        options.forEach((name, value) -> {
            String folded = name.toLowerCase(Locale.ROOT);
            if (TurnstileOption.named(name).isPresent()) {
                own.put(name, value);
            } else if (folded.startsWith(PARAMETER)) {
                parameters.put(name.substring(PARAMETER.length()), value);
            } else if (SPARK.contains(folded) || PREFIXES.stream().anyMatch(folded::startsWith)) {
                format.put(name, value);
            } else if (CONNECTOR.stream().noneMatch(name::equalsIgnoreCase)) {
                throw InvalidOptionException.unknown(
                        name, names(), " A parameter of the dataset is written '" + PARAMETER + name + "'.");
            }
        });
        return new ConnectorOptions(
                own,
                format,
                named(FORMAT, options).map(DataFormats::named),
                Parameters.of(parameters),
                named(CLAIM, options));
    }

    /**
     * Sorts the options of a write.
     *
     * @throws InvalidOptionException also if one says which version to read
     */
    public static ConnectorOptions ofWrite(Map<String, String> options) {
        return ofPresent(options, "Cannot write a dataset as it was before");
    }

    /**
     * Sorts the options of a call that is about the dataset as it is now.
     *
     * @throws InvalidOptionException also if one says which version
     */
    public static ConnectorOptions ofHead(Map<String, String> options) {
        return ofPresent(options, "Cannot wait for, claim or pin a dataset as it was before");
    }

    private static ConnectorOptions ofPresent(Map<String, String> options, String otherwise) {
        for (String name : options.keySet()) {
            if (OF_READS.stream().anyMatch(name::equalsIgnoreCase)) {
                throw new InvalidOptionException(otherwise + ": the option '" + name + "' is for reads; leave it out.");
            }
        }
        return of(options);
    }

    private static Optional<String> named(String name, Map<String, String> options) {
        return options.entrySet().stream()
                .filter(option -> option.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether an option of Spark's text formats says how the text is to be understood. */
    static boolean isOfText(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return SPARK.contains(folded) && !NOT_OF_TEXT.contains(folded);
    }

    /** Whether an option says how files are laid out, and nothing of how to read them. */
    static boolean isOfFiles(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        boolean secret = SECRET.stream().anyMatch(folded::contains);
        return OF_FILES.contains(folded) || ((folded.startsWith("parquet.") || folded.startsWith("orc.")) && !secret);
    }

    /**
     * The options that the session's configuration gives as {@code spark.turnstile.<option>}, without what concerns queries
     * rather than datasets; see {@link ReuseSettings}.
     */
    public static Map<String, String> ofSession(RuntimeConfig configuration) {
        Map<String, String> options = under(SESSION, configuration);
        options.remove(AdviceSettings.NAME);
        options.keySet().removeIf(ReuseSettings::is);
        return options;
    }

    /** The options that a catalog was registered with, by {@code spark.sql.catalog.<name>.<option>}. */
    public static Map<String, String> ofCatalog(String name, RuntimeConfig configuration) {
        return under("spark.sql.catalog." + name + ".", configuration);
    }

    private static Map<String, String> under(String prefix, RuntimeConfig configuration) {
        Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        // Scala 2.12 and 2.13 convert collections by different classes; iterating needs none.
        var settings = configuration.getAll().iterator();
        while (settings.hasNext()) {
            var setting = settings.next();
            if (setting._1().startsWith(prefix)) {
                found.put(setting._1().substring(prefix.length()), setting._2());
            }
        }
        return found;
    }

    /** Names only: there may be a password among the values. */
    @Override
    public String toString() {
        return own.keySet() + " " + format.keySet();
    }

    private static List<String> names() {
        return Stream.concat(TurnstileOption.keys().stream(), CONNECTOR.stream())
                .sorted()
                .toList();
    }
}
