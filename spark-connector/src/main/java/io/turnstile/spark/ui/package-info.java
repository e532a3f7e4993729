/**
 * The tab that Spark's web UI and history server show: the rows and totals that a listener keeps, and the page that is made
 * of them. What Spark's own tabs are made of is internal to it, so nothing else may come in here, and no other package may use
 * it.
 */
@NullMarked
package io.turnstile.spark.ui;

import org.jspecify.annotations.NullMarked;
