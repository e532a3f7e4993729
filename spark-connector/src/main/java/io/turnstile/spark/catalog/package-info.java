/**
 * The layers of the catalog below the class that users name, for its root and session and for its namespaces, and the
 * registry of the catalogs behind {@code format("turnstile")}.
 */
@NullMarked
package io.turnstile.spark.catalog;

import org.jspecify.annotations.NullMarked;
