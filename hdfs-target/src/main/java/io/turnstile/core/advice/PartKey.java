package io.turnstile.core.advice;

/**
 * What tells one part of a query from others: equal ones give the same rows.
 *
 * @param query hash of what is computed and of the columns that it gives
 * @param inputs hash of the versions of its inputs
 */
record PartKey(String query, String inputs) {}
