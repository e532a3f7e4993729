package io.turnstile.spark;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.spark.catalog.ForeignTable;
import io.turnstile.spark.catalog.SourceCatalogs;
import io.turnstile.spark.catalog.SourceIdentifier;
import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.DataFormats;
import io.turnstile.spark.session.MetadataCommand;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.SupportsCatalogOptions;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data source {@code format("turnstile")}, which finds tables through a catalog ({@link SupportsCatalogOptions}):
 * it takes a dataset's key and either its root or the name of a registered catalog. Everything else is the catalog's.
 *
 * <pre>{@code
 * spark.read().format("turnstile").option("root", "hdfs:///cache").load("travel.route_delays");
 * }</pre>
 */
public final class TurnstileSource implements SupportsCatalogOptions, DataSourceRegister {
    private static final Logger LOG = LoggerFactory.getLogger(TurnstileSource.class);

    /** Spark makes one of these for each read or write that it plans, and asks it for the dataset first. */
    private @Nullable SourceIdentifier identifier;

    @Override
    public String shortName() {
        return DataFormats.SOURCE;
    }

    @Override
    public Identifier extractIdentifier(CaseInsensitiveStringMap options) {
        String path = options.get(ConnectorOptions.PATH);
        if (path == null) {
            throw new InvalidOptionException(
                    "The dataset's key is missing: name it as in load(\"travel.route_delays\").");
        }
        ConnectorOptions sorted = ConnectorOptions.of(options.asCaseSensitiveMap());
        DatasetKey key = DatasetKey.parse(path);
        warnOfCatalogInKey(key);
        identifier = new SourceIdentifier(key, sorted.parameters(), sorted.own());
        return identifier;
    }

    /** In SQL a table's name begins with that of its catalog; a dataset's key does not. */
    private static void warnOfCatalogInKey(DatasetKey key) {
        String first = key.parts().get(0);
        boolean catalog = TurnstileCatalog.class
                .getName()
                .equals(SparkSession.active().conf().get("spark.sql.catalog." + first, ""));
        if (catalog && key.parts().size() > 1) {
            String rest = key.toString().substring(first.length() + 1);
            LOG.warn(
                    "The dataset {} is meant, whose key begins with the name of the catalog {}. If {} of that catalog is, leave"
                            + " the catalog's name out: .option(\"catalog\", \"{}\"), and {} as the key",
                    key,
                    first,
                    rest,
                    first,
                    rest);
        }
    }

    @Override
    public String extractCatalog(CaseInsensitiveStringMap options) {
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        own.putAll(ConnectorOptions.of(options.asCaseSensitiveMap()).own());
        own.keySet().removeIf(name -> !TurnstileOption.named(name).orElseThrow().belongsToRoot());
        String catalog = options.get(ConnectorOptions.CATALOG);
        if (catalog != null && !own.isEmpty()) {
            throw new InvalidOptionException("The option 'catalog' names a catalog that has its own "
                    + String.join(" and ", own.keySet()) + "; give the one or the other.");
        }
        if (catalog == null && !own.containsKey(TurnstileOption.ROOT.key())) {
            throw new InvalidOptionException("The option 'root' is missing: the directory that holds the datasets, such"
                    + " as hdfs:///cache; or 'catalog', the name of a registered catalog.");
        }
        return catalog != null ? catalog : SourceCatalogs.registered(TurnstileCatalog.class, own);
    }

    /** Asked when a read is planned, and only then; see {@link SourceIdentifier}. */
    @Override
    public Optional<String> extractTimeTravelVersion(CaseInsensitiveStringMap options) {
        if (identifier != null) {
            identifier.readOnly();
        }
        return Optional.ofNullable(options.get(ConnectorOptions.VERSION_AS_OF));
    }

    @Override
    public Optional<String> extractTimeTravelTimestamp(CaseInsensitiveStringMap options) {
        return Optional.ofNullable(options.get(ConnectorOptions.TIMESTAMP_AS_OF));
    }

    /** So that Spark asks us before it makes a table of another catalog with this source, and we can refuse. */
    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        requireDropping();
        return new StructType();
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        requireDropping();
        return new ForeignTable();
    }

    private static void requireDropping() {
        if (!MetadataCommand.isDrop()) {
            throw new UnsupportedOperationException(Refusals.WITHOUT_CATALOG);
        }
    }
}
