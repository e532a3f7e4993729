package io.turnstile.spark.fingerprint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.datasources.v2.FileTable;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;

/** Which source a leaf of a plan is. */
final class Sources {
    private Sources() {}

    /** Null where the leaf is no source that is known by its class. */
    static @Nullable Source of(LogicalPlan leaf) {
        if (leaf instanceof LogicalRelation relation) {
            return relation.relation() instanceof HadoopFsRelation files
                    ? of(files)
                    : Source.unknown(
                            ReadInput.Kind.OTHER,
                            described(relation.relation()),
                            columns(leaf),
                            because(relation.relation()));
        }
        if (leaf instanceof DataSourceV2Relation relation) {
            // First, as a table of ours is also one of files, which it does not let anyone list.
            if (relation.table() instanceof PinnedTable pinned) {
                return dataset(relation, pinned);
            }
            return relation.table() instanceof FileTable files ? FileSource.of(relation, files) : table(relation);
        }
        return null;
    }

    static Source of(HadoopFsRelation files) {
        return DeltaIndex.isOfDelta(files) ? DeltaSource.of(files) : FileSource.of(files);
    }

    /** What the source would be called among the inputs of a query. */
    static String called(HadoopFsRelation files) {
        if (DeltaIndex.isOfDelta(files)) {
            Source table = DeltaSource.of(files);
            return FingerprintHash.source(table.kind(), table.name());
        }
        return FingerprintHash.source(ReadInput.Kind.FILES, FileSource.name(files));
    }

    private static String because(Object source) {
        return source.getClass().getSimpleName() + " does not tell the version of what it reads";
    }

    /** Without the address of an object, which would be another one every time. */
    private static String described(Object source) {
        String text = String.valueOf(source);
        return text.contains("@") ? source.getClass().getName() : text;
    }

    private static Set<String> columns(LogicalPlan leaf) {
        Set<String> columns = new HashSet<>();
        for (Attribute attribute : FromScala.list(leaf.output())) {
            columns.add(attribute.name());
        }
        return columns;
    }

    private static Source dataset(DataSourceV2Relation relation, PinnedTable pinned) {
        List<String> identity = new ArrayList<>(List.of("dataset", pinned.directory(), pinned.format()));
        Map<String, String> options = new TreeMap<>();
        pinned.formatOptions(relation.options())
                .forEach((key, value) -> options.put(key.toLowerCase(Locale.ROOT), value));
        options.forEach((key, value) -> identity.add(key + "=" + value));
        // Not as the query calls it: catalogs of any name may be over one root.
        String name = pinned.input().name();
        String version = pinned.generation();
        return new Source(
                ReadInput.Kind.DATASET,
                name,
                identity,
                Set.of(pinned.schema().fieldNames()),
                List.of(pinned.schema()),
                !pinned.format().equals("parquet") && !pinned.format().equals("orc"),
                () -> ReadInput.known(ReadInput.Kind.DATASET, name, version),
                null);
    }

    private static Source table(DataSourceV2Relation relation) {
        Table table = relation.table();
        String catalog =
                relation.catalog().isDefined() ? relation.catalog().get().name() + "." : "";
        String name = relation.identifier().isDefined()
                ? catalog + relation.identifier().get()
                : table.name();
        if (isOfAnotherTime(relation)) {
            return Source.unknown(ReadInput.Kind.TABLE, name, columns(relation), "it is read as of another time");
        }
        if (!relation.options().isEmpty()) {
            // One may name a branch, of which the table's version says nothing.
            return Source.unknown(
                    ReadInput.Kind.TABLE,
                    name,
                    columns(relation),
                    "it is read with the option "
                            + relation.options().keySet().iterator().next());
        }
        String version = TableVersion.of(table);
        if (version == null) {
            return Source.unknown(ReadInput.Kind.TABLE, name, columns(relation), because(table));
        }
        Set<String> own = new HashSet<>();
        for (var column : table.columns()) {
            own.add(column.name());
        }
        return new Source(
                ReadInput.Kind.TABLE,
                name,
                List.of("table", table.getClass().getName(), name),
                own,
                List.of(relation.schema()),
                true, // How it is read is its own affair.
                () -> ReadInput.known(ReadInput.Kind.TABLE, name, version, samples(table)),
                null);
    }

    private static ReadInput.Samples samples(Table table) {
        return IcebergTable.is(table)
                ? configuration -> IcebergFiles.samples(table, configuration)
                : ReadInput.OfFiles.NONE;
    }

    /** Since Spark 4.2 a relation says so, as its sixth part; what the version of such a table is, each catalog sees its own way. */
    private static boolean isOfAnotherTime(DataSourceV2Relation relation) {
        Product parts = relation;
        return parts.productArity() > 5 && !parts.productElement(5).equals(Option.empty());
    }
}
