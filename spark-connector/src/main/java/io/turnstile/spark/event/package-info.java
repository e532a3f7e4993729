/** Events on Spark's listener bus, and metrics: what an application is told of its datasets. */
@NullMarked
package io.turnstile.spark.event;

import org.jspecify.annotations.NullMarked;
