package io.turnstile.core.advice;

/**
 * What tells one part of a query from others: equal ones give the same rows and columns.
 *
 * @param rows hash of what is computed
 * @param columns hash of all columns that it gives
 * @param inputs hash of the versions of its inputs
 */
record PartKey(String rows, String columns, String inputs) {
    /** What is computed, whatever the versions of the inputs are. */
    String query() {
        return rows + columns;
    }

    /** What a dataset of it would be of; others of the same may have more or fewer columns. */
    String dataset() {
        return rows + inputs;
    }
}
