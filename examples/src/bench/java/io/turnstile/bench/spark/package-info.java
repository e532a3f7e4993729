/** Benchmarks on Spark: rows about what a query or an application takes with datasets of ours, and without. */
@NullMarked
package io.turnstile.bench.spark;

import org.jspecify.annotations.NullMarked;
