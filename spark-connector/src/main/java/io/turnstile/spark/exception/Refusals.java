package io.turnstile.spark.exception;

/** The error messages of operations that a dataset, which is immutable and comes from a query, does not support. */
public final class Refusals {
    private static final String WHY = ": a dataset is immutable and comes from a query. ";

    /** To streams, and to catalogs of others, which ask the data source itself. */
    public static final String WITHOUT_CATALOG = "Cannot stream datasets, or make them tables of another catalog" + WHY
            + "Use spark.read, df.write or SQL with a Turnstile catalog.";

    private Refusals() {}

    public static String append(String table) {
        return "Cannot insert into " + table + WHY + "Compute it anew with CREATE OR REPLACE TABLE … AS SELECT or"
                + " mode(\"overwrite\").";
    }

    public static String alter(String table) {
        return "Cannot alter " + table + WHY + "Compute it anew with CREATE OR REPLACE TABLE … AS SELECT.";
    }

    public static String rename(String table) {
        return "Cannot rename " + table + WHY + "Compute it under the other name.";
    }

    public static String place(String table) {
        return "Cannot create " + table
                + " with LOCATION, EXTERNAL or the option 'path': a dataset lies in the root of its"
                + " catalog. Leave that out.";
    }

    public static String hiveStorage(String table) {
        return "Cannot create " + table
                + " with ROW FORMAT, or with formats of Hive's: say USING parquet, orc, csv or json,"
                + " with OPTIONS.";
    }

    public static String withoutQuery(String table) {
        return "Cannot create " + table + " without a query" + WHY + "Use CREATE TABLE … AS SELECT.";
    }

    public static String namespaceProperties(String action, String[] namespace) {
        return "Cannot " + action + " namespace " + String.join(".", namespace)
                + " with properties, a comment or a location: it is a directory of the root, and no more.";
    }

    public static String notHeld(String table, String column, String format, String why) {
        return "Cannot write " + table + " as " + format + ": of column " + column + ", " + why
                + ". Choose another format, or change the column.";
    }

    public static String binaryPartition(String table, String column) {
        return "Cannot partition " + table + " by " + column + ": binary values do not fit into directory names.";
    }

    public static String hiddenPartition(String table, String column) {
        return "Cannot partition " + table + " by " + column
                + ": its directories would begin with '.', and what does is hidden from whoever reads. Rename the column.";
    }

    public static String partitionedOverwrite(String table) {
        return "Cannot create " + table
                + " by mode(\"overwrite\") and partitionBy: Spark compares partitionBy with what is"
                + " there, which is nothing. Use mode(\"ignore\") or mode(\"errorifexists\"), or CREATE OR REPLACE TABLE …"
                + " PARTITIONED BY … AS SELECT.";
    }

    public static String transform(String table, String transform) {
        return "Cannot partition " + table + " by " + transform + ": datasets are partitioned by plain columns.";
    }
}
