/**
 * Reuse without naming: datasets whose name is what they were computed from. Decides what may be reused by whom; computes
 * nothing.
 */
@NullMarked
package io.turnstile.spark.reuse;

import org.jspecify.annotations.NullMarked;
