/**
 * Scans over exactly the files that a manifest names: Spark's own file scans, on a file index that lists nothing.
 *
 * <p>The only room that may touch Spark's internals, none of which may show in what it gives to others. Locks, commit
 * records and options of ours may not come in: it gets a manifest, a directory and schemas, and gives a
 * {@link org.apache.spark.sql.connector.read.ScanBuilder}.
 */
@NullMarked
package io.turnstile.spark.scan;

import org.jspecify.annotations.NullMarked;
