/**
 * The write path through Spark, downward: a staged or overwritten table hands its query to a
 * {@link io.turnstile.spark.write.CachedWrite}, which computes by a {@link io.turnstile.spark.write.NativeWrite} or
 * reuses what is there.
 */
@NullMarked
package io.turnstile.spark.write;

import org.jspecify.annotations.NullMarked;
