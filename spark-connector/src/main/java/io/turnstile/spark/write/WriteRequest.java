package io.turnstile.spark.write;

import io.turnstile.core.CachedDataset;
import io.turnstile.core.identity.Parameters;
import io.turnstile.core.option.TurnstileOption;
import io.turnstile.core.write.WriteMode;
import io.turnstile.spark.exception.Refusals;
import io.turnstile.spark.option.ConnectorOptions;
import io.turnstile.spark.option.DataFormats;
import io.turnstile.spark.option.TableProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Transform;

/**
 * A request for a write, as a command makes it before its writer's own options are known.
 *
 * @param mode what to do where the dataset exists
 * @param partitionColumns the columns to partition by, in that order
 * @param properties as Spark hands them over: the user's, its own, and SQL's {@code OPTIONS}
 */
public record WriteRequest(WriteMode mode, List<String> partitionColumns, Map<String, String> properties) {
    /** Table properties that are options, too. */
    private static final List<String> OPTIONS = List.of(TurnstileOption.TTL.key(), TurnstileOption.STALE.key());

    private static final String STORED_AS = "hive.stored-as";

    private static final List<String> ELSEWHERE = List.of(
            TableCatalog.PROP_LOCATION, TableCatalog.PROP_EXTERNAL, TableCatalog.OPTION_PREFIX + ConnectorOptions.PATH);

    private static final List<String> OF_HIVE = List.of("hive.input-format", "hive.output-format", "hive.serde");

    /** Spark's own, of which we keep none. */
    private static final Set<String> RESERVED = Set.of(
            TableCatalog.PROP_PROVIDER,
            TableCatalog.PROP_LOCATION,
            TableCatalog.PROP_OWNER,
            TableCatalog.PROP_EXTERNAL,
            TableCatalog.PROP_IS_MANAGED_LOCATION,
            STORED_AS);

    /**
     * A request for a table.
     *
     * @throws UnsupportedOperationException if it is partitioned by anything but plain columns
     * @throws IllegalArgumentException if its provider is no data format that can be written
     */
    public static WriteRequest of(
            String table, WriteMode mode, Transform[] partitions, Map<String, String> properties) {
        List<String> columns = new ArrayList<>();
        for (Transform partition : partitions) {
            String[] names =
                    partition.references().length == 1 ? partition.references()[0].fieldNames() : new String[0];
            if (!partition.name().equals("identity") || names.length != 1) {
                throw new UnsupportedOperationException(Refusals.transform(table, partition.toString()));
            }
            columns.add(names[0]);
        }
        WriteRequest request = new WriteRequest(mode, columns, properties);
        request.provider();
        return request;
    }

    /**
     * The same for a statement in SQL, which can say where a table is to lie, and how Hive stores it.
     *
     * @throws UnsupportedOperationException also if it does
     */
    public static WriteRequest ofStatement(
            String table, WriteMode mode, Transform[] partitions, Map<String, String> properties) {
        if (ELSEWHERE.stream().anyMatch(properties::containsKey)) {
            throw new UnsupportedOperationException(Refusals.place(table));
        }
        if (OF_HIVE.stream().anyMatch(properties::containsKey)) {
            throw new UnsupportedOperationException(Refusals.hiveStorage(table));
        }
        return of(table, mode, partitions, properties);
    }

    /** {@code USING} says it, or {@code STORED AS}. */
    private String provider() {
        return DataFormats.named(properties.getOrDefault(STORED_AS, properties.get(TableCatalog.PROP_PROVIDER)));
    }

    /**
     * The write. A writer's options count for more than SQL's.
     *
     * @param dataset gives the dataset with Turnstile's own options and its parameters
     */
    public CachedWrite with(
            ConnectorOptions writer, BiFunction<Map<String, String>, Parameters, CachedDataset> dataset) {
        Map<String, String> inSql = new HashMap<>();
        Map<String, String> kept = new HashMap<>();
        properties.forEach((property, value) -> {
            if (property.startsWith(TableCatalog.OPTION_PREFIX)) {
                inSql.put(property.substring(TableCatalog.OPTION_PREFIX.length()), value);
            } else if (!RESERVED.contains(property)
                    && !TableProperties.isFact(property)
                    && !properties.containsKey(TableCatalog.OPTION_PREFIX + property)) {
                kept.put(property, value);
            }
        });
        ConnectorOptions sql = ConnectorOptions.ofWrite(inSql);
        Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        OPTIONS.stream().filter(kept::containsKey).forEach(option -> own.put(option, kept.get(option)));
        own.putAll(sql.own());
        own.putAll(writer.own());
        Map<String, String> format = new HashMap<>(sql.format());
        format.putAll(writer.format());
        return new CachedWrite(
                dataset.apply(own, writer.parameters().isEmpty() ? sql.parameters() : writer.parameters()),
                mode,
                writer.dataFormat().or(sql::dataFormat).orElseGet(this::provider),
                format,
                partitionColumns,
                kept,
                writer.claim().or(sql::claim));
    }
}
