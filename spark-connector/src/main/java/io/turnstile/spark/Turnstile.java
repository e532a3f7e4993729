package io.turnstile.spark;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.DatasetRoot;
import io.turnstile.core.identity.DatasetKey;
import io.turnstile.core.lock.Holder;
import io.turnstile.core.operations.Operations;
import io.turnstile.core.operations.Origins;
import io.turnstile.core.option.InvalidOptionException;
import io.turnstile.core.option.TurnstileOptions;
import io.turnstile.core.read.Verification;
import io.turnstile.core.write.WriteMode;
import io.turnstile.spark.catalog.OpenRoots;
import io.turnstile.spark.exception.Failures;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.DataFormats;
import io.turnstile.spark.origin.SessionTables;
import io.turnstile.spark.procedures.OperationRows;
import io.turnstile.spark.procedures.ReuseRow;
import io.turnstile.spark.reuse.HeldTables;
import io.turnstile.spark.reuse.InputPermissions;
import io.turnstile.spark.reuse.ReuseExplanation;
import io.turnstile.spark.reuse.UnnamedDataset;
import io.turnstile.spark.session.QuotedName;
import io.turnstile.spark.write.CachedWrite;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Java and Scala API of Turnstile, over a registered catalog. Immutable and thread-safe.
 *
 * <pre>{@code
 * Dataset<Row> delays = Turnstile.in(spark, "cache").getOrCompute("travel.route_delays", () -> routeDelays(spark));
 * }</pre>
 */
public final class Turnstile {
    private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);
    private static final String CATALOGS = "spark.sql.catalog.";

    private final SparkSession session;
    private final String catalog;
    private final Map<String, String> options;
    private final List<String> partitionColumns;

    private Turnstile(
            SparkSession session, String catalog, Map<String, String> options, List<String> partitionColumns) {
        this.session = session;
        this.catalog = catalog;
        this.options = Map.copyOf(options);
        this.partitionColumns = List.copyOf(partitionColumns);
    }

    /**
     * The datasets of a catalog.
     *
     * @param catalog the name under which a {@link TurnstileCatalog} is registered
     * @throws InvalidOptionException if there is no such catalog
     */
    public static Turnstile in(SparkSession session, String catalog) {
        String implementation = session.conf().get(CATALOGS + catalog, "");
        if (!implementation.equals(TurnstileCatalog.class.getName())) {
            throw new InvalidOptionException("There is no Turnstile catalog '" + catalog + "'; set " + CATALOGS
                    + catalog + "=" + TurnstileCatalog.class.getName() + " and " + CATALOGS + catalog + ".root.");
        }
        return new Turnstile(session, catalog, Map.of(), List.of());
    }

    /** Under which name it is registered. */
    String catalog() {
        return catalog;
    }

    /** The same with an option, of Turnstile or of the data format; {@code format} is one. */
    public Turnstile option(String name, String value) {
        Map<String, String> more = new HashMap<>(options);
        more.put(name, value);
        return new Turnstile(session, catalog, more, partitionColumns);
    }

    /**
     * The same for datasets that depend on a parameter, such as a date: each value has a dataset of its own, whose name
     * ends in a hash of all parameters.
     *
     * @param name case does not matter
     */
    public Turnstile param(String name, String value) {
        return option(ConnectorOptions.PARAMETER + name, value);
    }

    /** The same for datasets that are partitioned by these columns when they are computed. */
    public Turnstile partitionBy(String... columns) {
        return new Turnstile(session, catalog, options, List.of(columns));
    }

    /**
     * The dataset, computed first if it is not there. If somebody else is computing it this waits for them; only if they
     * fail, it computes.
     *
     * @param dataset its key, such as {@code travel.route_delays}
     * @param query what it consists of; asked only if it must be computed, and then under the dataset's lock
     * @return the dataset as read from the cache
     * @throws io.turnstile.core.exception.DatasetLockedException if somebody computes it for longer than {@code lock.wait}
     */
    public Dataset<Row> getOrCompute(String dataset, Supplier<Dataset<Row>> query) {
        CachedWrite write = write(DatasetKey.parse(dataset), ConnectorOptions.ofWrite(options), Map.of());
        write.runUntilThere(session, query);
        return session.table(QuotedName.ofTable(catalog, write.dataset().key()));
    }

    /**
     * The same without a name: equal queries over equal inputs have one dataset, in the namespace {@code auto}, whoever writes
     * them and however. Where an input has changed when the query is planned, that is another dataset.
     *
     * <p>A query of which that cannot be told is returned as it is, with a warning that says what is in the way: functions of
     * which no version is declared, inputs that tell no version, anything that is not the same each time it is run, an order.
     * So is one that reads files which this user may not read, and one that cannot be written as a dataset.
     *
     * @return the query as read from the cache, with its columns in their order; or the query itself
     */
    @SuppressWarnings("CatchingUnchecked") // Spark throws checked exceptions of which its signatures do not tell.
    public Dataset<Row> cached(Dataset<Row> query) {
        try {
            Dataset<Row> held = HeldTables.in(session, query);
            UnnamedDataset unnamed = UnnamedDataset.of(held);
            InputPermissions.require(unnamed.inputs(), session.sessionState().newHadoopConf());
            CachedWrite write = write(
                    unnamed.key(),
                    ConnectorOptions.ofWrite(options),
                    Map.of(TableCatalog.PROP_COMMENT, unnamed.text()));
            String generation =
                    write.runUntilExact(session, held, unnamed.origin()).name().toString();
            Dataset<Row> read = session.read()
                    .option("versionAsOf", generation)
                    .table(QuotedName.ofTable(catalog, write.dataset().key()));
            return read.select(Stream.of(query.columns())
                    .map(column -> functions.col(QuotedName.of(column)))
                    .toArray(Column[]::new));
        } catch (Exception refused) {
            if (!isRefusal(refused)) {
                throw Failures.<RuntimeException>asIs(refused);
            }
            LOG.warn("A query is not cached and run as it is: {}", refused.getMessage());
            return query;
        }
    }

    /** Ours, or of Spark where it cannot write what a query gives; a computation that fails, fails. */
    private static boolean isRefusal(Exception refused) {
        return refused instanceof UnsupportedOperationException
                || refused instanceof IllegalArgumentException
                || refused instanceof AnalysisException
                || refused instanceof IOException;
    }

    private CachedWrite write(DatasetKey key, ConnectorOptions sorted, Map<String, String> properties) {
        return new CachedWrite(
                dataset(key, sorted),
                WriteMode.REUSE,
                sorted.dataFormat().orElseGet(() -> DataFormats.named(null)),
                sorted.format(),
                partitionColumns,
                properties,
                Optional.empty());
    }

    /**
     * Compares a dataset's files with what was written: names and lengths. Also tells what others have put into the
     * dataset's own directory, as a plain overwrite of it does.
     *
     * @return what is wrong, the dataset being readable if nothing but files too many is; empty if there is no dataset, and
     *     no file of others in its place
     */
    public Optional<Verification> verify(String dataset) {
        try {
            return dataset(dataset).verify();
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /**
     * Makes what a dataset was at an earlier version the dataset again; also repairs one whose last record is damaged.
     *
     * @throws io.turnstile.core.exception.RerunDeniedException if reruns are not allowed
     * @throws io.turnstile.core.exception.GenerationGoneException if it is no longer kept, or there was none
     */
    public void rollback(String dataset, long version) {
        try {
            dataset(dataset).rollback(version);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /**
     * Takes a dataset's lock from an application that lives but will not end. It cannot publish any more.
     *
     * @param reason kept with the dataset
     * @return who held the lock; empty if nobody did
     */
    public Optional<Holder> unlock(String dataset, String reason) {
        try {
            return dataset(dataset).unlock(reason);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /**
     * What operators ask of the catalog's root and do there: the same as the procedures of Spark 4, with records as their
     * rows. Options that this was given count, such as {@code rerun} for a rollback; parameters do not.
     */
    public Operations operations() {
        DatasetRoot root = root();
        return new Operations(root, options(root, ConnectorOptions.of(options)));
    }

    /**
     * What the datasets of the catalog's root come from: the same as the procedures {@code inputs} and {@code lineage} of
     * Spark 4, with records as their rows.
     */
    public Origins origins() {
        return new Origins(root(), new SessionTables(session));
    }

    /**
     * Whether a query, or parts of it, would be read from datasets of this catalog; if not, which dataset is the nearest, and
     * what differs. Tells it whatever {@code spark.turnstile.reuse} says: it is what {@code all} does. Computes nothing, waits
     * for nobody and uses no dataset; of the index and of at most 1,000 manifests it reads what it needs.
     *
     * @return a row for each part that would be read from a dataset; if there is none, or if it cannot be told what the
     *     query computes, a row that says so
     */
    public List<ReuseRow> explain(Dataset<?> query) {
        try {
            return ReuseExplanation.of(session, catalog, query);
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }

    /**
     * The rows of an operation as a table, {@code frame(LockRow.class, operations().locks())}, with the columns of the
     * procedure of that name.
     *
     * @param kind what the rows are
     */
    public <T extends Record> Dataset<Row> frame(Class<T> kind, List<T> rows) {
        return session.createDataFrame(OperationRows.rows(rows), OperationRows.schema(kind));
    }

    /** The dataset's name with the parameters that this was given, as SQL must write it after the catalog's. */
    public String name(String dataset) {
        return ConnectorOptions.of(options)
                .parameters()
                .name(DatasetKey.parse(dataset))
                .toString();
    }

    private CachedDataset dataset(String dataset) {
        return dataset(DatasetKey.parse(dataset), ConnectorOptions.of(options));
    }

    private CachedDataset dataset(DatasetKey key, ConnectorOptions sorted) {
        DatasetRoot root = root();
        return root.dataset(key, sorted.parameters(), options(root, sorted));
    }

    private TurnstileOptions options(DatasetRoot root, ConnectorOptions sorted) {
        return root.options().with(ConnectorOptions.ofSession(session.conf())).with(sorted.own());
    }

    private DatasetRoot root() {
        try {
            return OpenRoots.open(session, ConnectorOptions.ofCatalog(catalog, session.conf()));
        } catch (IOException failure) {
            throw Failures.unchecked(failure);
        }
    }
}
