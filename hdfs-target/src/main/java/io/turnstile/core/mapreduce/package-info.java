/** The Hadoop {@code OutputCommitter} through which Spark and MapReduce tasks write into a generation. */
@NullMarked
package io.turnstile.core.mapreduce;

import org.jspecify.annotations.NullMarked;
