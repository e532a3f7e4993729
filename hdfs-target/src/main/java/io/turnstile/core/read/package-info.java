/**
 * The path of a read, downward: {@link io.turnstile.core.read.TakeSnapshot} pins, looks at the head and resolves the pin;
 * {@link io.turnstile.core.read.Snapshot} is what was found; {@link io.turnstile.core.read.Verifier} compares it with what was
 * written.
 */
@NullMarked
package io.turnstile.core.read;

import org.jspecify.annotations.NullMarked;
