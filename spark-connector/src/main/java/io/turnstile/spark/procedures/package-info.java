/**
 * The operations of a root as Spark rows and, on Spark 4, as the stored procedures of {@code CALL}. Knows no catalog;
 * what an operation does is decided in {@link io.turnstile.core.operations}.
 */
@NullMarked
package io.turnstile.spark.procedures;

import org.jspecify.annotations.NullMarked;
