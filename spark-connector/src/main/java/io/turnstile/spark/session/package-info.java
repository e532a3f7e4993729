/**
 * Access to the session that is running: which command it executes, how many rows that has written, whether Python
 * still waits for it, and its listener bus. These are Spark's internals, so nothing else may come in here.
 */
@NullMarked
package io.turnstile.spark.session;

import org.jspecify.annotations.NullMarked;
