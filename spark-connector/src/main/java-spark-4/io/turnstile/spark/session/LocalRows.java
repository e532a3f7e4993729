package io.turnstile.spark.session;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.types.StructType;

/** A local scan ({@link LocalScan}) of rows that are in memory already, as a procedure gives them. */
public final class LocalRows implements LocalScan {
    private final StructType schema;
    private final InternalRow[] rows;

    /** Those rows. */
    public LocalRows(StructType schema, List<Row> rows) {
        var converter = CatalystTypeConverters.createToCatalystConverter(schema);
        this.schema = schema;
        this.rows = rows.stream().map(row -> (InternalRow) converter.apply(row)).toArray(InternalRow[]::new);
    }

    @Override
    public StructType readSchema() {
        return schema;
    }

    @Override
    public InternalRow[] rows() {
        return rows;
    }

    /** What a procedure is given, in the form of its users. */
    public static Row external(StructType schema, InternalRow row) {
        return (Row) CatalystTypeConverters.createToScalaConverter(schema).apply(row);
    }
}
