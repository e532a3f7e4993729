/**
 * The path of a garbage collection, downward: {@link io.turnstile.core.collect.Collector} has superseded generations
 * retired and then deleted, under the held lock that its caller has or it takes. Nothing else deletes what was ever
 * published.
 */
@NullMarked
package io.turnstile.core.collect;

import org.jspecify.annotations.NullMarked;
