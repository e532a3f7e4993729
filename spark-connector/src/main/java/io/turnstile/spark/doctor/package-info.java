/**
 * What the health check of a root ({@link io.turnstile.core.doctor}) finds besides in an application: how it is configured, and
 * what its executors have. Judges and changes nothing else.
 */
@NullMarked
package io.turnstile.spark.doctor;

import org.jspecify.annotations.NullMarked;
