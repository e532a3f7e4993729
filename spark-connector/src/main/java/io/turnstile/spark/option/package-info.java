/**
 * The options of a read or a write, told apart, and what a generation keeps of them as table properties.
 */
@NullMarked
package io.turnstile.spark.option;

import org.jspecify.annotations.NullMarked;
