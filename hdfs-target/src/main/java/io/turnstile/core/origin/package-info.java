/**
 * Freshness: whether what a generation was computed from is still the same. Reads what its writer recorded, and asks those
 * inputs for their version now. Changes nothing, and decides nothing: what to do about it is the caller's.
 */
@NullMarked
package io.turnstile.core.origin;

import org.jspecify.annotations.NullMarked;
