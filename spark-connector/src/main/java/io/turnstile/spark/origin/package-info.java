/**
 * Where datasets come from: what Spark knows of a query and of what it reads, as a generation records it, and what that says
 * of a generation that is there. Looks and tells; writes and computes nothing.
 */
@NullMarked
package io.turnstile.spark.origin;

import org.jspecify.annotations.NullMarked;
