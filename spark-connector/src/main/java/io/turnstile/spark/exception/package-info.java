/**
 * Errors that users see: messages of operations that a dataset does not support, and checked exceptions for callers
 * that cannot declare them.
 */
@NullMarked
package io.turnstile.spark.exception;

import org.jspecify.annotations.NullMarked;
