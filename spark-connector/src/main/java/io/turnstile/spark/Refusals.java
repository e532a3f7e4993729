package io.turnstile.spark;

/** What is said to requests that a dataset, which is immutable and comes from a query, cannot serve. */
final class Refusals {
    private static final String WHY = ": a dataset is immutable and comes from a query. ";

    private Refusals() {}

    static String append(String table) {
        return "Cannot insert into " + table + WHY + "Compute it anew with CREATE OR REPLACE TABLE … AS SELECT or"
                + " mode(\"overwrite\").";
    }

    static String alter(String table) {
        return "Cannot alter " + table + WHY + "Compute it anew with CREATE OR REPLACE TABLE … AS SELECT.";
    }

    static String rename(String table) {
        return "Cannot rename " + table + WHY + "Compute it under the other name.";
    }

    static String withoutQuery(String table) {
        return "Cannot create " + table + " without a query" + WHY + "Use CREATE TABLE … AS SELECT.";
    }

    static String transform(String table, String transform) {
        return "Cannot partition " + table + " by " + transform + ": datasets are partitioned by plain columns.";
    }
}
