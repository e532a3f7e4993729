/**
 * What the queries of an application consist of and what each part of them cost, told to its event log, for whoever wants to
 * know what caching would save. Changes nothing that a query does, and never fails one. Plans are Spark's internals; none of
 * them may show in what is told.
 */
@NullMarked
package io.turnstile.spark.advice;

import org.jspecify.annotations.NullMarked;
