/** The readable table over one generation of a dataset. */
@NullMarked
package io.turnstile.spark.read;

import org.jspecify.annotations.NullMarked;
