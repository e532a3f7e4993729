/**
 * The benchmarks: each row of the table measures something that Turnstile claims, beside what a user would use instead, in the
 * same run. {@code BENCHMARKS.md} says how each is measured.
 *
 * <p>Here is what all rows share: {@link io.turnstile.bench.Bench} runs each in a JVM of its own, {@link
 * io.turnstile.bench.Pairs} measures two things in turn, {@link io.turnstile.bench.Figure} is a line of the table. The rows
 * themselves are in the packages below, by what they need: Redis alone, HDFS, or Spark; that about reuse, which comes with a
 * workload, has a package to itself.
 */
@NullMarked
package io.turnstile.bench;

import org.jspecify.annotations.NullMarked;
