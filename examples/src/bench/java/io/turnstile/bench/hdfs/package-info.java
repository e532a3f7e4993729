/** Rows about what is asked of HDFS, and how long that takes: a NameNode and a DataNode in the row's own JVM. */
@NullMarked
package io.turnstile.bench.hdfs;

import org.jspecify.annotations.NullMarked;
