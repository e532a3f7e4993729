package io.turnstile.spark.peers;

import io.turnstile.spark.TurnstileCatalog;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.V1Write;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Our catalog for tests that begin with {@code CREATE TABLE} and a list of columns, which ours refuses: here it makes a
 * dataset without rows, by the same calls with which Spark makes one from a query. Everything else is ours.
 */
public final class EmptyTableCatalog implements StagingTableCatalog, SupportsNamespaces {
    private final TurnstileCatalog ours = new TurnstileCatalog();

    /** For Spark, which makes one. */
    public EmptyTableCatalog() {}

    @Override
    public void initialize(String name, CaseInsensitiveStringMap options) {
        ours.initialize(name, options);
    }

    @Override
    public String name() {
        return ours.name();
    }

    @Override
    @SuppressWarnings("deprecation") // What our catalog takes, too.
    public Table createTable(
            Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties)
            throws TableAlreadyExistsException, NoSuchNamespaceException {
        if (ours.tableExists(table)) {
            throw new TableAlreadyExistsException(table);
        }
        StagedTable staged = ours.stageCreate(table, schema, partitions, properties);
        V1Write write = (V1Write)
                ((SupportsWrite) staged).newWriteBuilder(new NoOptions(schema)).build();
        write.toInsertableRelation().insert(SparkSession.active().createDataFrame(List.<Row>of(), schema), false);
        staged.commitStagedChanges();
        return staged;
    }

    private record NoOptions(StructType schema) implements LogicalWriteInfo {
        @Override
        public CaseInsensitiveStringMap options() {
            return CaseInsensitiveStringMap.empty();
        }

        @Override
        public String queryId() {
            return "none";
        }
    }

    @Override
    @SuppressWarnings("deprecation")
    public StagedTable stageCreate(
            Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
        return ours.stageCreate(table, schema, partitions, properties);
    }

    @Override
    @SuppressWarnings("deprecation")
    public StagedTable stageReplace(
            Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
        return ours.stageReplace(table, schema, partitions, properties);
    }

    @Override
    @SuppressWarnings("deprecation")
    public StagedTable stageCreateOrReplace(
            Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
        return ours.stageCreateOrReplace(table, schema, partitions, properties);
    }

    @Override
    public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
        return ours.listTables(namespace);
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
        return ours.loadTable(table);
    }

    @Override
    public boolean tableExists(Identifier table) {
        return ours.tableExists(table);
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) {
        return ours.alterTable(table, changes);
    }

    @Override
    public boolean dropTable(Identifier table) {
        return ours.dropTable(table);
    }

    @Override
    public boolean purgeTable(Identifier table) {
        return ours.purgeTable(table);
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {
        ours.renameTable(from, to);
    }

    @Override
    public String[][] listNamespaces() {
        return ours.listNamespaces();
    }

    @Override
    public String[][] listNamespaces(String[] parent) throws NoSuchNamespaceException {
        return ours.listNamespaces(parent);
    }

    @Override
    public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        return ours.loadNamespaceMetadata(namespace);
    }

    @Override
    public void createNamespace(String[] namespace, Map<String, String> metadata)
            throws NamespaceAlreadyExistsException {
        ours.createNamespace(namespace, metadata);
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
        ours.alterNamespace(namespace, changes);
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade)
            throws NoSuchNamespaceException, NonEmptyNamespaceException {
        return ours.dropNamespace(namespace, cascade);
    }
}
