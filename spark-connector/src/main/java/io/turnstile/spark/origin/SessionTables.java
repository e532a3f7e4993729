package io.turnstile.spark.origin;

import io.turnstile.core.origin.TableVersions;
import io.turnstile.spark.fingerprint.DeltaTables;
import io.turnstile.spark.fingerprint.FromScala;
import io.turnstile.spark.fingerprint.TableVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableCatalog;

/** The tables of a session's catalogs, and those of Delta by their directories, and the versions that they have now. Thread-safe. */
public final class SessionTables implements TableVersions {
    private final SparkSession session;

    public SessionTables(SparkSession session) {
        this.session = session;
    }

    @Override
    public Optional<String> of(String table) throws IOException {
        List<String> parts = parts(table);
        if (DeltaTables.isOne(parts)) {
            return DeltaTables.version(session, parts);
        }
        CatalogManager catalogs = session.sessionState().catalogManager();
        if (parts.size() < 2
                || !catalogs.isCatalogRegistered(parts.get(0))
                || !(catalogs.catalog(parts.get(0)) instanceof TableCatalog catalog)) {
            throw new UnsupportedOperationException("this session has no catalog that knows it");
        }
        List<String> namespace = parts.subList(1, parts.size() - 1);
        try {
            String version = TableVersion.of(
                    catalog.loadTable(Identifier.of(namespace.toArray(String[]::new), parts.get(parts.size() - 1))));
            if (version == null) {
                throw new UnsupportedOperationException("it does not tell its version");
            }
            return Optional.of(version);
        } catch (NoSuchTableException gone) {
            return Optional.empty();
        }
    }

    private List<String> parts(String table) {
        try {
            return FromScala.list(session.sessionState().sqlParser().parseMultipartIdentifier(table));
        } catch (ParseException malformed) {
            throw new UnsupportedOperationException("its name is none of a table");
        }
    }
}
