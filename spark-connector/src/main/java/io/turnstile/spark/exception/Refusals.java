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

    public static String withoutQuery(String table) {
        return "Cannot create " + table + " without a query" + WHY + "Use CREATE TABLE … AS SELECT.";
    }

    public static String namespaceProperties(String action, String[] namespace) {
        return "Cannot " + action + " namespace " + String.join(".", namespace)
                + " with properties, a comment or a location: it is a directory of the root, and no more.";
    }

    public static String binaryInCsv(String table, String column) {
        return "Cannot write " + table + " as CSV: binary values, as in column " + column
                + ", are a type that csv does not hold. Choose another format.";
    }

    public static String binaryPartition(String table, String column) {
        return "Cannot partition " + table + " by " + column + ": binary values do not fit into directory names.";
    }

    public static String transform(String table, String transform) {
        return "Cannot partition " + table + " by " + transform + ": datasets are partitioned by plain columns.";
    }
}
