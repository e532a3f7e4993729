/** Launching of JVMs, for the demo and the benchmarks. */
@NullMarked
package io.turnstile.examples.jvm;

import org.jspecify.annotations.NullMarked;
