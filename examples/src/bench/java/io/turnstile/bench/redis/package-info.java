/** Benchmarks of locks and pins: rows that need Redis alone. */
@NullMarked
package io.turnstile.bench.redis;

import org.jspecify.annotations.NullMarked;
