/** How the demo and the benchmarks start JVMs. */
@NullMarked
package io.turnstile.examples.jvm;

import org.jspecify.annotations.NullMarked;
