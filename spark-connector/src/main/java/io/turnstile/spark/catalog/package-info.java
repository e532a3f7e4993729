/**
 * The catalog's parts below the one that users name: its root and session, its namespaces, and the catalogs behind
 * {@code format("turnstile")}.
 */
@NullMarked
package io.turnstile.spark.catalog;

import org.jspecify.annotations.NullMarked;
