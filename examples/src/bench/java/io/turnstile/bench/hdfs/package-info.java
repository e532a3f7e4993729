/**
 * Benchmarks on HDFS: rows about what is asked of it, and how long that takes, with a NameNode and a DataNode in the
 * row's own JVM.
 */
@NullMarked
package io.turnstile.bench.hdfs;

import org.jspecify.annotations.NullMarked;
