package io.turnstile.spark.catalog;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.exception.Refusals;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;

/**
 * The namespace layer of the catalog ({@link SupportsNamespaces}): namespaces, which are directories, and what lies in
 * them.
 */
public abstract class NamespaceCatalog extends RootCatalog
        implements SupportsNamespaces, TableCatalog, FunctionCatalog {
    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        try {
            List<DatasetKey> datasets = root().datasets(List.of(namespace));
            if (datasets.isEmpty()) {
                requireNamespace(namespace);
            }
            return datasets.stream()
                    .map(key -> Identifier.of(namespace, key.name()))
                    .toArray(Identifier[]::new);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /** None. Spark asks the current catalog for every function that it does not know itself. */
    @Override
    public Identifier[] listFunctions(String[] namespace) {
        return new Identifier[0];
    }

    @Override
    public UnboundFunction loadFunction(Identifier ident) throws NoSuchFunctionException {
        throw new NoSuchFunctionException(ident);
    }

    @Override
    public String[][] listNamespaces() {
        return listNamespaces(new String[0]);
    }

    @Override
    public String[][] listNamespaces(String[] namespace) {
        try {
            return root().namespaces(List.of(namespace)).stream()
                    .map(below -> {
                        String[] path = Arrays.copyOf(namespace, namespace.length + 1);
                        path[namespace.length] = below;
                        return path;
                    })
                    .toArray(String[][]::new);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        try {
            requireNamespace(namespace);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
        return Map.of(
                SupportsNamespaces.PROP_LOCATION, new Path(root().path(), String.join("/", namespace)).toString());
    }

    private void requireNamespace(String[] namespace) throws IOException, NoSuchNamespaceException {
        if (namespace.length > 0 && !root().hasNamespace(List.of(namespace))) {
            throw new NoSuchNamespaceException(namespace);
        }
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> metadata)
            throws NamespaceAlreadyExistsException {
        Set<String> properties = new TreeSet<>(metadata.keySet());
        properties.remove(SupportsNamespaces.PROP_OWNER); // Spark's own doing.
        if (!properties.isEmpty()) {
            throw new UnsupportedOperationException(Refusals.namespaceProperties("create", namespace));
        }
        try {
            if (!root().createNamespace(List.of(namespace))) {
                throw new NamespaceAlreadyExistsException(namespace);
            }
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) {
        throw new UnsupportedOperationException(Refusals.namespaceProperties("alter", namespace));
    }

    /** With {@code CASCADE}, drops its datasets first, if that is allowed for every one of them. */
    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade)
            throws NoSuchNamespaceException, NonEmptyNamespaceException {
        List<String> parts = List.of(namespace);
        try {
            if (!root().hasNamespace(parts)) {
                throw new NoSuchNamespaceException(namespace);
            }
            List<DatasetKey> datasets = root().datasetsBelow(parts);
            if (!cascade && !(datasets.isEmpty() && root().namespaces(parts).isEmpty())) {
                throw new NonEmptyNamespaceException(namespace);
            }
            List<Identifier> tables = datasets.stream()
                    .map(key -> Identifier.of(key.namespace().toArray(String[]::new), key.name()))
                    .toList();
            for (Identifier table : tables) {
                require(CachedDataset::requireRemovable, table, Map.of());
            }
            tables.forEach(this::dropTable);
            root().dropNamespace(parts);
            return true;
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    // ---- what a dataset cannot do

    @Override
    public Table alterTable(Identifier ident, TableChange... changes) {
        throw new UnsupportedOperationException(Refusals.alter(qualified(ident)));
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        throw new UnsupportedOperationException(Refusals.rename(qualified(from)));
    }
}
