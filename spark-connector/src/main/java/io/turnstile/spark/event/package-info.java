/**
 * What an application is told of its datasets: events on Spark's listener bus, and metrics.
 */
@NullMarked
package io.turnstile.spark.event;

import org.jspecify.annotations.NullMarked;
