package io.turnstile.spark.catalog;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.doctor.Doctor;
import io.turnstile.core.doctor.Finding;
import io.turnstile.core.exception.RerunDeniedException;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.identity.InvalidKeyException;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.spark.client.ClientCalls;
import io.turnstile.spark.doctor.ApplicationDoctor;
import io.turnstile.spark.event.DatasetEvents;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.LineageProperties;
import io.turnstile.spark.origin.SessionTables;
import io.turnstile.spark.procedures.ClientOperations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The base layer of the catalog ({@link CatalogPlugin}): its root and its session, and the resolution of a table's name
 * to a dataset with its options.
 */
abstract class RootCatalog extends OperatedCatalog implements CatalogPlugin {
    private @Nullable String name;
    private @Nullable SparkSession session;
    private @Nullable DatasetRoot root;

    @Override
    public void initialize(String catalogName, CaseInsensitiveStringMap options) {
        name = catalogName;
        SparkSession active = SparkSession.active();
        session = active;
        Map<String, String> all = new HashMap<>(options.asCaseSensitiveMap());
        all.putAll(SourceCatalogs.options(catalogName));
        try {
            root = OpenRoots.open(active, all);
            ShownPasswords.warnOf(active, catalogName);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    @Override
    public String name() {
        return initialized(name);
    }

    private static <T> T initialized(@Nullable T field) {
        if (field == null) {
            throw new IllegalStateException("Spark has not initialised this catalog");
        }
        return field;
    }

    protected final SparkSession session() {
        return initialized(session);
    }

    protected final DatasetRoot root() {
        return initialized(root);
    }

    /**
     * Whether a dataset can be called so. Where none can, there is none, and Spark may know what is meant: a path, as in
     * {@code SELECT … FROM parquet.`/path`}.
     */
    protected static boolean isKey(Identifier ident) {
        try {
            key(ident);
            return true;
        } catch (InvalidKeyException none) {
            return false;
        }
    }

    private static DatasetKey key(Identifier ident) {
        List<String> parts = new ArrayList<>(List.of(ident.namespace()));
        parts.add(ident.name());
        return new DatasetKey(parts);
    }

    /** The table's name as its user wrote it. */
    protected final String qualified(Identifier ident) {
        return ident instanceof SourceIdentifier ? key(ident).toString() : name() + "." + key(ident);
    }

    /** The dataset, with the options of the catalog, the session, and the read or write itself, the last first. */
    protected final CachedDataset dataset(Identifier ident, Map<String, String> own) {
        return dataset(ident, own, Parameters.NONE);
    }

    /**
     * The same with parameters, of which a table's name tells already: Spark asks for it by its name before it knows any
     * option.
     */
    protected final CachedDataset dataset(Identifier ident, Map<String, String> own, Parameters given) {
        Parameters parameters = ident instanceof SourceIdentifier path ? path.parameters() : given;
        DatasetKey key = key(ident);
        DatasetKey named = parameters.name(key);
        if (!named.equals(key)) {
            throw new InvalidOptionException("Table " + qualified(ident) + " cannot be given parameters (" + parameters
                    + "): its name does not tell of them. Name it " + name() + "." + named + ", as CALL " + name()
                    + ".system.name(…) says.");
        }
        TurnstileOptions options = root().options()
                .with(ConnectorOptions.ofSession(session().conf()))
                .with(ident instanceof SourceIdentifier path ? path.options() : Map.of())
                .with(own);
        return root().dataset(key, parameters, options);
    }

    /** What listeners of others are shown of a dataset that is about to be written. */
    protected final Map<String, String> lineage(Identifier ident) {
        return LineageProperties.of(session(), root().path(), key(ident));
    }

    /** A question of the gate. */
    protected interface Gate {
        void ask(CachedDataset dataset) throws IOException;
    }

    /** Refuses a rerun before anything is begun, rather than out of the midst of it. */
    protected final void require(Gate gate, Identifier ident, Map<String, String> own) throws IOException {
        CachedDataset dataset = dataset(ident, own);
        try {
            gate.ask(dataset);
        } catch (RerunDeniedException refused) {
            new DatasetEvents(session(), dataset.key()).refused();
            throw refused;
        }
    }

    @Override
    protected Operations operations() {
        return new Operations(
                root(),
                root().options().with(ConnectorOptions.ofSession(session().conf())));
    }

    @Override
    protected Origins origins() {
        return new Origins(root(), new SessionTables(session()));
    }

    @Override
    protected ClientOperations clients() {
        return new ClientCalls(session(), root());
    }

    @Override
    protected List<Finding> examined() {
        TurnstileOptions options =
                root().options().with(ConnectorOptions.ofSession(session().conf()));
        Doctor ofTheRoot = new Doctor(
                options, root().application(), session().sparkContext().hadoopConfiguration());
        return new ApplicationDoctor(session(), name(), getClass()).examine(ofTheRoot);
    }
}
