/**
 * The path of a write, downward: {@link io.turnstile.core.write.BeginWrite} takes the lock and checks under it whether there is
 * anything to compute; {@link io.turnstile.core.write.GenerationWrite} is what is computed then, sealed and published.
 */
@NullMarked
package io.turnstile.core.write;

import org.jspecify.annotations.NullMarked;
