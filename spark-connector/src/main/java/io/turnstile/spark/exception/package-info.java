/**
 * What is said to users: refusals of what a dataset cannot do, and checked failures for callers that cannot declare them.
 */
@NullMarked
package io.turnstile.spark.exception;

import org.jspecify.annotations.NullMarked;
