/**
 * The Spark connector: catalog, data source, tables and writes over Spark's public connector interfaces.
 *
 * <p>Spark's internals may not come in; what needs them lives in {@code io.turnstile.spark.scan}
 * and {@code io.turnstile.spark.session}.
 */
@NullMarked
package io.turnstile.spark;

import org.jspecify.annotations.NullMarked;
