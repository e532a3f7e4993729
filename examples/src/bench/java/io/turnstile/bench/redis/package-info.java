/** Rows about locks and pins, which need Redis alone. */
@NullMarked
package io.turnstile.bench.redis;

import org.jspecify.annotations.NullMarked;
