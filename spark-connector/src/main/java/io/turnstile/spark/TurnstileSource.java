package io.turnstile.spark;

import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.spark.catalog.SourceCatalogs;
import io.turnstile.spark.catalog.SourceIdentifier;
import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.DataFormats;
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

/**
 * The data source {@code format("turnstile")}, which finds tables through a catalog ({@link SupportsCatalogOptions}):
 * it takes a dataset's key and either its root or the name of a registered catalog. Everything else is the catalog's.
 *
 * <pre>{@code
 * spark.read().format("turnstile").option("root", "hdfs:///cache").load("travel.route_delays");
 * }</pre>
 */
public final class TurnstileSource implements SupportsCatalogOptions, DataSourceRegister {
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
        identifier = new SourceIdentifier(DatasetKey.parse(path), sorted.parameters(), sorted.own());
        return identifier;
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
        return catalog != null
                ? catalog
                : SourceCatalogs.registered(SparkSession.active().conf(), TurnstileCatalog.class, own);
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

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        throw new UnsupportedOperationException(Refusals.WITHOUT_CATALOG);
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        throw new UnsupportedOperationException(Refusals.WITHOUT_CATALOG);
    }
}
