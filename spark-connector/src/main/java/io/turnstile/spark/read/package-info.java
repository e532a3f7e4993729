/**
 * One generation as a table that can be scanned.
 */
@NullMarked
package io.turnstile.spark.read;

import org.jspecify.annotations.NullMarked;
